#!/usr/bin/env node
import process from 'node:process';
import { runCommandLine } from './command-line.js';

process.exit(await runCommandLine(process));

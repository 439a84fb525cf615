import { memoryStore } from '@nightshift/core';
import type { Contestant } from '../contestant.js';
import { nightshift } from './nightshift.js';

/** This library in memory. */
export const nightshiftMemory: Contestant = {
  about: { settings: 'as it comes', keeps: 'every run, its input, attempts and times', acknowledges: 'held in memory' },
  open: () => nightshift(memoryStore()),
};

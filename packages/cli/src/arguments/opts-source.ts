import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../usage-error.js';
import { jsonFault } from './json-fault.js';

/** Larger than any input that a store takes by default. */
const LARGEST_BYTES = 2 ** 24;

interface Place {
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

/** The object that `--opts` stands for: JSON as it is, `@file`, or `-` for stdin. */
export async function readOpts(source: string, place: Place): Promise<Record<string, unknown>> {
  const { text, from } = await readSource(source, place);
  const value = parse(text, from);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UsageError(`Expected ${from} to be a JSON object such as {"userId": 8}; received ${kindOf(value)}.`);
}

async function readSource(source: string, place: Place): Promise<{ text: string; from: string }> {
  if (source === '-') return { text: await readAll(place.stdin), from: 'the JSON on stdin' };
  if (!source.startsWith('@')) return { text: source, from: '--opts' };
  const file = resolve(place.cwd, source.slice(1));
  try {
    return { text: await readFile(file, 'utf8'), from: `the JSON in ${source.slice(1)}` };
  } catch (error) {
    throw new UsageError(`--opts cannot read ${source.slice(1)}: ${(error as Error).message}`);
  }
}

async function readAll(stream: Place['stdin']): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    parts.push(Buffer.from(part as Uint8Array));
    bytes += parts.at(-1)?.length ?? 0;
    if (bytes > LARGEST_BYTES) throw new UsageError(`The JSON on stdin is larger than ${LARGEST_BYTES} bytes.`);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string, from: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`Expected ${from} to be JSON: ${jsonFault(error)}.`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value;
}

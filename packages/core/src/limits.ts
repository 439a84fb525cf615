import { NightshiftError, type ErrorCode } from './errors.js';
import type { Json } from './json.js';
import { checkDepth } from './nesting.js';

/** Bounds that keep one run from hurting the others. */
export interface Limits {
  /** Bytes of JSON of an input. Default 1 MiB. */
  readonly inputBytes: number;
  /** Bytes of JSON of an output. Default 1 MiB. */
  readonly outputBytes: number;
  /** Bytes of JSON of a checkpoint. Default 1 MiB. */
  readonly checkpointBytes: number;
  /** Bytes of JSON of a job's durable state. Default 1 MiB. */
  readonly stateBytes: number;
  /** Log lines of one attempt that are stored; later ones are counted and dropped. Default 1,000. */
  readonly logLines: number;
  /** Characters of one log line. Default 8,192. */
  readonly logLineLength: number;
  /** Items of a batch, whatever a job asks for. Default 10,000. */
  readonly batchSize: number;
}

export const DEFAULT_LIMITS: Limits = {
  inputBytes: 2 ** 20,
  outputBytes: 2 ** 20,
  checkpointBytes: 2 ** 20,
  stateBytes: 2 ** 20,
  logLines: 1_000,
  logLineLength: 8_192,
  batchSize: 10_000,
};

/**
 * The value as JSON holds it: dates as text, undefined dropped.
 *
 * @param what - names the value in the error.
 * @throws NightshiftError with the given code when JSON cannot hold it, or it is too large or nested too deep.
 */
export function toJson(
  value: unknown,
  what: string,
  bound: { readonly bytes: number; readonly code: ErrorCode },
): Json {
  // What most handlers return, for which there is nothing to measure.
  if (value === undefined || value === null) return null;
  checkDepth(value, what, bound.code);
  const text = stringify(value, what, bound.code);
  const size = Buffer.byteLength(text);
  if (size > bound.bytes) {
    throw new NightshiftError(
      bound.code,
      `${what} is ${size} bytes of JSON, more than the ${bound.bytes} that are allowed. Store the bulk elsewhere and pass a reference, or raise the limit in createJobs.`,
    );
  }
  return JSON.parse(text) as Json;
}

function stringify(value: unknown, what: string, code: ErrorCode): string {
  try {
    // JSON has no text for undefined or a function: it stands for nothing.
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    throw new NightshiftError(
      code,
      `${what} is not JSON: ${(error as Error).message}. Expected plain objects, arrays, strings, finite numbers, booleans and null.`,
      { cause: error },
    );
  }
}

import { NightshiftError } from '../errors.js';
import { toMilliseconds, type Duration } from '../duration.js';
import type { RunState } from '../store/run-record.js';

/** How many runs start in how long: `'10/s'`, `'100/m'`, `'1/h'`, or the same in words. */
export type RedriveRate = `${number}/${'s' | 'm' | 'h' | 'd'}` | { readonly limit: number; readonly per: Duration };

export interface RedriveOptions {
  /** How fast the repeats become due, counted over the whole fleet. Default `'10/s'`. */
  readonly rate?: RedriveRate;
  /** Repeat at most so many. Default: all that are meant. */
  readonly limit?: number;
  /** Answer what would be done, and enqueue nothing. */
  readonly dryRun?: boolean;
  /** Stops before the next page of runs; what was enqueued stays, and a second call goes on where this one was. */
  readonly signal?: AbortSignal;
}

/** Why a failed run is not repeated. */
export type RedriveSkip =
  /** Its repeat is unfinished, or has succeeded. */
  | 'repeated'
  /** Its repeat has failed as well: that one is the run to repeat. */
  | 'repeat-failed'
  /** No job of its name is in the registry. */
  | 'unknown-job'
  /** The schema refuses its input, `upcast` throws, or a hook refuses it. */
  | 'refused'
  /** A newer build wrote its input. */
  | 'newer-version'
  /** There is a run of this id, and it has not failed. */
  | 'not-failed'
  /** There is no run of this id. */
  | 'unknown-run';

export interface SkippedRuns {
  readonly reason: RedriveSkip;
  /** What was said of the first of them; null where the reason says it all. */
  readonly detail: string | null;
  readonly count: number;
  readonly first: readonly string[];
}

export interface RedriveAnswer {
  /** How many runs are repeated, or would be. */
  readonly redriven: number;
  /** Ids of the first repeats; at most ten. Empty for a dry run. */
  readonly first: readonly string[];
  /** When the first and the last of them become due; null without any. */
  readonly firstDueAt: Date | null;
  readonly lastDueAt: Date | null;
  /** What is left out and why, with the ids of the first ten runs. */
  readonly skipped: readonly SkippedRuns[];
  /** True when the signal ended it before all were looked at. */
  readonly stopped: boolean;
}

/** Milliseconds between two repeats. @throws NightshiftError `INVALID_OPTION`. */
export function spacingMs(rate: RedriveRate): number {
  const { limit, per } = typeof rate === 'string' ? parsed(rate) : rate;
  const perMs = toMilliseconds(per, 'rate.per');
  if (Number.isFinite(limit) && limit > 0 && perMs > 0) return perMs / limit;
  throw notARate(rate);
}

function parsed(rate: string): { readonly limit: number; readonly per: Duration } {
  const match = /^(\d+(?:\.\d+)?)\/([smhd])$/.exec(rate);
  if (match === null) throw notARate(rate);
  return { limit: Number(match[1]), per: `1${match[2] as 's'}` };
}

function notARate(rate: unknown): NightshiftError {
  return new NightshiftError(
    'INVALID_OPTION',
    `Expected rate to be such as '10/s', '100/m' or { limit: 10, per: '1s' }; received ${JSON.stringify(rate)}.`,
  );
}

/** States of a repeat that count as a run's second life. A cancelled one does not. */
export function isLiving(state: RunState): boolean {
  return state !== 'failed' && state !== 'cancelled';
}

import type { Duration } from '../duration.js';
import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { ClaimRequest } from '../store/contract.js';
import { governorBounds, type GovernorBounds, type GovernorOptions } from './allowance.js';

/** How a worker works. */
export interface WorkerOptions {
  /** Runs at the same time. Default 20. */
  readonly concurrency?: number;
  /** Only runs of these queues. Default: all queues. */
  readonly queues?: readonly string[];
  /** Only these runs, or this flow: a worker for what one has just enqueued. It ticks no schedules. */
  readonly only?: NonNullable<ClaimRequest['only']>;
  /** How long a run is lost for when its worker dies. Default 30 s, at least 1 s. */
  readonly lease?: Duration;
  /** How often to look for work. Default: 15 s where the store notifies, else 1 s. */
  readonly poll?: Duration;
  /** How long `stop` lets running handlers finish before it aborts them. Default 25 s. */
  readonly drain?: Duration;
  /** How long an aborted handler may then take, at most. Default 5 s. */
  readonly grace?: Duration;
  /**
   * How many handlers that ignore their abort may lose their slot to new work; further ones keep theirs until they end.
   * Default: as many as `concurrency`, so that at most twice as many handlers run. 0 replaces none.
   */
  readonly replacementSlots?: number;
  /** When the worker claims less because its host is busy. Default: on; false turns it off. */
  readonly governor?: false | GovernorOptions;
}

/** What makes a worker one of a single call, `jobs.processOnce`: it hears no notifications, and no thread renews for it. */
export interface OneCall {
  /** Attempts that it begins at most. */
  readonly limit: number;
}

export interface WorkerSettings {
  readonly concurrency: number;
  readonly queues: readonly string[] | null;
  readonly only: WorkerOptions['only'];
  readonly leaseMs: number;
  readonly pollMs: number | null;
  readonly drainMs: number;
  readonly graceMs: number;
  readonly replacementSlots: number;
  /** Null when the governor is off. */
  readonly governor: GovernorBounds | null;
  /** Null for a worker that works until it is stopped. */
  readonly oneCall: OneCall | null;
}

/** @throws NightshiftError `INVALID_OPTION`. */
export function workerSettings(options: WorkerOptions, oneCall: OneCall | null = null): WorkerSettings {
  const concurrency = wholeNumber('concurrency', options.concurrency ?? 20, 1);
  const leaseMs = toMilliseconds(options.lease ?? '30s', 'lease');
  if (leaseMs < 1_000) {
    throw new NightshiftError('INVALID_OPTION', `Expected a lease of 1 s or more; received ${leaseMs} ms.`);
  }
  return {
    concurrency,
    queues: options.queues ?? null,
    only: options.only,
    leaseMs,
    pollMs: options.poll === undefined ? null : Math.max(10, toMilliseconds(options.poll, 'poll')),
    drainMs: toMilliseconds(options.drain ?? '25s', 'drain'),
    graceMs: toMilliseconds(options.grace ?? '5s', 'grace'),
    replacementSlots: wholeNumber('replacementSlots', options.replacementSlots ?? concurrency, 0),
    governor: options.governor === false ? null : governorBounds(options.governor ?? {}),
    oneCall,
  };
}

export function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least && value <= 10_000) return value;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${name} to be a whole number from ${least} to 10000; received ${value}.`,
  );
}

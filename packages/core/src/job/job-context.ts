import type { BatchOptions, Batch } from '../batches/batch.js';
import type { BatchSource } from '../batches/source.js';
import type { EnqueueArguments } from '../client/options.js';
import type { Duration } from '../duration.js';
import type { Json } from '../json.js';
import type { EnqueueAnswer, TxOption } from '../store/contract.js';
import type { RunTrigger } from '../store/run-record.js';
import type { TypedJob } from './job-types.js';
import type { RetryAfter, Snooze } from './outcome.js';

/**
 * What a handler works with: its input, the host's services, and everything that makes the run durable.
 *
 * @typeParam Input - the input with the schema's defaults and coercions.
 */
export interface JobContext<Input = unknown, Services = object, Results = object, Tx = unknown> {
  readonly run: RunFacts;
  readonly input: Input;
  readonly services: Services;
  /** Outputs of the runs it depended on, by job name; a parent that failed, or was not in the flow, is absent. */
  readonly results: Results;
  /** Aborts on cancel, timeout, shutdown and a lost lease; `signal.reason` says which. Pass it on to whatever waits. */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly log: RunLogger;
  readonly progress: ProgressReporter;
  readonly checkpoint: Checkpoint<Tx>;
  /** A durable value of this job, kept between runs, such as the watermark of incremental work. */
  readonly state: JobState<Tx>;

  /**
   * Goes through a large input batch by batch. After each batch its cursor is saved, so that the next attempt goes on
   * from the last finished batch; between batches the run stops when it is asked to.
   *
   * @example
   * for await (const batch of ctx.batches(users, { size: 500 })) {
   *   await batch.each((user) => index(user));
   * }
   */
  batches<Item>(source: BatchSource<Item>, options?: BatchOptions): AsyncIterable<Batch<Item, Tx>>;

  /** Enqueues a run of any job of the registry. It is on its own: this run does not wait for it. */
  enqueue<J extends TypedJob>(job: J, ...rest: EnqueueArguments<J, Tx>): Promise<EnqueueAnswer>;

  /** Waits, unless the signal aborts first; then it rejects with the signal's reason. */
  pause(duration: Duration): Promise<void>;

  /** Return it: the attempt failed, try again after so long. It counts as an attempt. */
  retryAfter(delay: Duration, reason?: string): RetryAfter;

  /** Return it: not now, come back after so long. It costs no attempt. */
  snooze(delay: Duration, reason?: string): Snooze;
}

export interface RunFacts {
  readonly id: string;
  readonly job: string;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  readonly createdAt: Date;
  readonly maxAttempts: number;
}

/** Log lines of the run: stored with it (capped), and passed to the host's logger. */
export interface RunLogger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** How far the run is. Reports are gathered and stored about once a second. */
export interface ProgressReporter {
  /** Items done, over all attempts. */
  readonly done: number;
  /** How many there are in all, once known. */
  total: number | undefined;
  /** What happens now, in a few words; at most 200 characters are kept. */
  phase: string | undefined;
  /** Counts items as done. `batches` does it by itself. */
  add(items: number): void;
}

/** The state that the next attempt continues from; up to 1 MiB of JSON. */
export interface Checkpoint<Tx> {
  /** What the last `save` stored, in this attempt or one before. */
  readonly value: Json | null;
  /**
   * Stores the value, in the host's transaction when one is given: then it commits and rolls back with the work.
   *
   * @throws NightshiftError `LEASE_LOST` when another worker has taken the run over: stop, nothing more is accepted.
   */
  save(value: Json, options?: TxOption<Tx>): Promise<void>;
}

export interface JobState<Tx> {
  get(): Promise<Json | null>;
  set(value: Json, options?: TxOption<Tx>): Promise<void>;
}

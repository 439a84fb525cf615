import type { BatchOptions, Batch } from '../batches/batch.js';
import type { BatchSource } from '../batches/source.js';
import type { EnqueueArguments } from '../client/options.js';
import type { Duration } from '../duration.js';
import type { Json } from '../json.js';
import type { EnqueueAnswer, TxOption } from '../store/contract.js';
import type { RunTrigger } from '../store/run-record.js';
import type { InputOf, JobOutput, TypedJob } from './job-types.js';
import type { Child, Spawned, SpawnOptions } from '../spawn/spawn-options.js';
import type { RetryAfter, Snooze } from './outcome.js';

/**
 * What a handler works with: its input, the host's services, and everything that makes the run durable. Its parts are made
 * when they are reached for: take them out by name (`const { input, log } = ctx`), a spread does not copy them all.
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

  /**
   * Fans out: adds a run of a job for each input, as a child of this run. When `run` returns, this run waits without a slot
   * until all of its children are final; then `collect` reads their results, or without a `collect` the run succeeds with
   * what `run` returned. Runs that depend on this one wait as well.
   *
   * The inputs may be any iterable, and are sent a thousand at a time. An attempt that repeats the call adds nothing twice,
   * as long as it gives the same inputs in the same order.
   *
   * @throws InvalidInputError for an input that the job's schema refuses; children before it have been added, and the next attempt finds them.
   * @example
   * await ctx.spawn(scoreShard, shards);
   */
  spawn<J extends TypedJob>(
    job: J,
    inputs: Iterable<InputOf<J>> | AsyncIterable<InputOf<J>>,
    options?: SpawnOptions,
  ): Promise<Spawned>;

  /**
   * In `collect`: the children of one `spawn`, final, in the order in which they were spawned. Read in pages, so that any
   * number of them takes little memory.
   *
   * @example
   * for await (const child of ctx.children(scoreShard)) if (child.state === 'success') ctx.progress.add(child.output.scored);
   */
  children<J extends TypedJob>(job: J, options?: { readonly name?: string }): AsyncIterable<Child<JobOutput<J>>>;

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
  /** The occurrence that it was made for, when a schedule made it. */
  readonly scheduledFor: Date | null;
  /** What was enqueued with it for the host's own tools. */
  readonly headers: Readonly<Record<string, string>>;
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

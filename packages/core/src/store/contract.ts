import type { Json } from '../json.js';
import type { LeaseRenewal } from './lease-renewal.js';
import type { LimitRule, LimitStore } from './limits.js';
import type { NewRun } from './new-run.js';
import type { Notifications } from './notifications.js';
import type { RunReader } from './reader.js';
import type {
  AttemptRecord,
  CancelReason,
  FinalState,
  LogLevel,
  RunError,
  RunProgress,
  RunRecord,
} from './run-record.js';
import type { ScheduleStore } from './schedules.js';
import type { TransferStore } from './transfer.js';
import type { WorkerRegistry } from './workers.js';

/**
 * The seam between the engine and a database. An adapter implements these verbs; `@nightshift/testing` checks them.
 *
 * Rules that hold for every verb:
 * - A call is atomic: all of it happened, or none.
 * - Lists keep their order: answer `i` belongs to item `i`.
 * - Time is the store's own clock; delays and leases are given as durations in milliseconds.
 * - A verb with a lease writes only what that lease still owns: another token, or a run that is not running, answers
 *   `held: false` and changes nothing.
 * - Whatever makes a run final also releases or cancels its dependents in the same step.
 *
 * @typeParam Tx - the transaction that `enqueue`, `checkpoint`, `settle` and `state.set` can join; `never` for a store that has none.
 */
export interface Store<Tx = never> {
  /** The engine in a word, for messages: `memory`, `pglite`, `postgres`. */
  readonly name: string;

  /** True when no other process can open this store's data, so that whoever wants work done must do it here. */
  readonly exclusive: boolean;

  readonly read: RunReader;
  readonly schedules: ScheduleStore;
  readonly workers: WorkerRegistry;
  readonly state: JobStateStore<Tx>;
  readonly limits: LimitStore;

  /** Absent when the store cannot wake anybody: workers then poll, and behave the same. */
  readonly notifications?: Notifications;

  /** Absent when the store cannot renew while the event loop is blocked: workers then renew on it alone. */
  readonly renewal?: LeaseRenewal;

  /** Absent when what the store holds cannot be carried to another store. */
  readonly transfer?: TransferStore;

  /**
   * Connects and brings the schema up to date. Safe to call twice, and from two processes at once.
   * An exclusive store also expires every lease that it finds: whoever held one is gone.
   */
  open(): Promise<void>;

  /** Lets go of what `open` took. Safe to call twice; waits for calls under way. */
  close(): Promise<void>;

  /**
   * Adds runs; all of the list or none.
   *
   * A run is born `waiting` when it has parents, else `scheduled` when it is due later, else `queued`. Parents are other
   * runs of the same list. Runs with parents, and their parents, have no key.
   *
   * A run whose key is held by an unfinished run of the same job is not added; the answer is that run's id, and what its
   * mode of dedup did with it: `kept` (also when the held run has begun and so cannot be changed), `replaced`, or
   * `debounced`. A changed run has the input, version, priority, attempts, limit key, headers and due time of the new one;
   * all else stays as it was.
   */
  enqueue(runs: readonly NewRun[], options?: TxOption<Tx>): Promise<EnqueueAnswer[]>;

  /**
   * Takes up to `limit` due runs for a worker: `queued` to `running`, highest priority first, then the longest due, then
   * the lowest id. Spends an attempt and makes a new lease with a token higher than any before it. No run goes to two claimers.
   *
   * Runs with a limit key are held to the rules given, whoever else claims at the same time, and those of one job are taken
   * in turns: of runs of equal priority, one of each key before a second of any. Runs of a paused queue or job stay.
   */
  claim(request: ClaimRequest): Promise<ClaimedRun[]>;

  /**
   * Adds runs that a held run spawned: they have the run as `spawnedBy`, and it counts them until they are final. A run whose
   * id exists already is left as it is, so that an attempt can repeat what an earlier one did. Cancelling a run cancels what
   * it spawned, to any depth. A spawned run has no parents and no key.
   */
  spawn(lease: Lease, runs: readonly NewRun[]): Promise<LeaseAnswer>;

  /** Renews leases to `leaseMs` from now, an expired one too as long as nobody took it over; tells of cancel requests. */
  extend(leases: readonly Lease[], leaseMs: number): Promise<LeaseAnswer[]>;

  /** Cancel requests for these running runs; a cheap read for stores whose notifications are off. */
  cancelRequests(runIds: readonly string[]): Promise<CancelRequest[]>;

  /** Replaces the progress and appends log lines. Renews no lease. */
  report(reports: readonly Report[]): Promise<LeaseAnswer[]>;

  /** Replaces a run's checkpoint. */
  checkpoint(lease: Lease, checkpoint: Json, options?: TxOption<Tx>): Promise<LeaseAnswer>;

  /** Ends runs: `running` to a final state, their attempt recorded, their dependents released or cancelled. */
  settle(settlements: readonly Settlement[], options?: TxOption<Tx>): Promise<LeaseAnswer[]>;

  /**
   * Gives runs back: `running` to `queued`, to `scheduled` when there is a delay, or to `waiting` until the runs that it
   * spawned are final, when that is asked for and some are not.
   */
  release(releases: readonly Release[]): Promise<LeaseAnswer[]>;

  /**
   * Cancels runs: one that is not running becomes `cancelled` at once, with the dependents that need it; a running one
   * keeps running with the request noted, and its worker is told.
   */
  cancel(runIds: readonly string[], reason: CancelReason): Promise<CancelAnswer[]>;

  /** Moves due runs from `scheduled` to `queued`, the longest due first. */
  promote(limit: number): Promise<PromoteAnswer>;

  /**
   * Takes over up to `limit` runs whose lease has expired, under a new lease of the caller's, without spending an attempt.
   * The record's `worker` stays the one whose lease expired: the attempt was that worker's, and is recorded as such.
   * The caller decides their fate by `settle` or `release`; when it dies as well, the new lease expires in turn.
   */
  reap(request: ReapRequest): Promise<ReapAnswer>;

  /**
   * Deletes up to `limit` finished runs that ended before the given ages, their logs included, oldest first. A run whose
   * result an unfinished one may ask for stays: what that one spawned, and the parents it waited or waits for.
   */
  prune(request: PruneRequest): Promise<number>;

  /**
   * Deletes these finished runs, whatever their age, their logs included. A run stays that is unfinished or that `prune` would
   * leave for an unfinished one. Absent when a store deletes by age alone.
   *
   * @returns which were deleted: false also for a run that is not there.
   */
  forget?(runIds: readonly string[]): Promise<boolean[]>;
}

/** Joins the host's own transaction: the change commits and rolls back with it. */
export interface TxOption<Tx> {
  readonly tx?: Tx | undefined;
}

/** The right of one worker to one attempt. */
export interface Lease {
  readonly runId: string;
  /** Fencing token: a later lease of the same run has a higher one. */
  readonly token: number;
}

export interface EnqueueAnswer {
  readonly runId: string;
  readonly outcome: 'created' | 'kept' | 'replaced' | 'debounced';
}

export interface ClaimRequest {
  readonly worker: string;
  /** Names of the jobs that the worker knows; others are left alone. */
  readonly jobs: readonly string[];
  /** Only runs of these queues; all queues when absent. */
  readonly queues?: readonly string[];
  /** Only these runs and the runs of this flow: for working on what one has just enqueued. */
  readonly only?: ClaimOnly;
  /** The limits that the claimer knows of, for all of its jobs. */
  readonly limits?: readonly LimitRule[];
  readonly limit: number;
  readonly leaseMs: number;
}

export interface ClaimOnly {
  readonly runIds?: readonly string[];
  readonly flowId?: string;
}

/** A run in the hands of a worker: `token` and `leaseExpiresAt` of the record are its lease. */
export type ClaimedRun = RunRecord;

export type LeaseAnswer = { readonly held: true; readonly cancel: CancelReason | null } | { readonly held: false };

export interface CancelRequest {
  readonly runId: string;
  readonly reason: CancelReason;
}

export interface Report {
  readonly lease: Lease;
  readonly progress?: RunProgress;
  readonly logs?: readonly NewLog[];
}

export interface NewLog {
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: { readonly [name: string]: Json | undefined };
}

export interface Settlement {
  readonly lease: Lease;
  readonly state: FinalState;
  readonly output: Json | null;
  readonly error: RunError | null;
  /** Why it was cancelled, for `cancelled`. */
  readonly cancel?: CancelReason;
  readonly attempt: EndedAttempt;
}

export interface Release {
  readonly lease: Lease;
  /** How long to wait before the next try; 0 is at once. */
  readonly delayMs: number;
  /** False gives the attempt back: the run may try as often as before. */
  readonly spend: boolean;
  /** True: it waits until the runs that it spawned are final, and is then queued, whatever the delay. */
  readonly untilChildren?: boolean;
  /** True: no run with the same job and limit key starts before the delay has passed. */
  readonly closesWindow?: boolean;
  readonly attempt: EndedAttempt;
}

/** What is recorded of the attempt; the store fills in number, worker and times. */
export type EndedAttempt = Pick<AttemptRecord, 'outcome' | 'error'>;

export type CancelAnswer = 'cancelled' | 'requested' | 'finished' | 'unknown';

export interface PromoteAnswer {
  readonly promoted: number;
  /** Milliseconds until the next scheduled run is due; null when there is none, 0 when more is due already. */
  readonly nextDueMs: number | null;
}

export interface ReapRequest {
  readonly limit: number;
  readonly leaseMs: number;
}

export interface ReapAnswer {
  /** The longest expired first. */
  readonly runs: ClaimedRun[];
  /** Milliseconds until the next of all leases expires, those of this answer included; null when no run is running. */
  readonly nextExpiryMs: number | null;
}

export interface PruneRequest {
  /** Milliseconds since the end, by final state. */
  readonly olderThanMs: Readonly<Record<FinalState, number>>;
  readonly limit: number;
}

/** A durable value per job, such as the watermark of incremental work. */
export interface JobStateStore<Tx> {
  get(job: string): Promise<Json | null>;
  set(job: string, value: Json, options?: TxOption<Tx>): Promise<void>;
}

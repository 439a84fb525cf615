import type { Json } from '../json.js';

/** Where a run stands. `waiting` has unfinished dependencies, `scheduled` is not due yet; the last three are final. */
export type RunState = 'waiting' | 'scheduled' | 'queued' | 'running' | FinalState;

/** The states that a run never leaves. */
export type FinalState = 'success' | 'failed' | 'cancelled';

export const FINAL_STATES: readonly FinalState[] = ['success', 'failed', 'cancelled'];
export const ACTIVE_STATES: readonly Exclude<RunState, FinalState>[] = ['waiting', 'scheduled', 'queued', 'running'];

/** What caused a run to be enqueued. */
export type RunTrigger = 'api' | 'cli' | 'flow' | 'job' | 'retry' | 'schedule';

/**
 * What an enqueue does when an unfinished run of the same job holds its key. A run of mode `keep` holds its key until it is
 * final; one of any other mode until it first starts. The mode of the new run decides.
 *
 * - `keep`: nothing is added.
 * - `replace`: the held run gets the new input and options.
 * - `debounce`: as `replace`, and its start moves to the new delay, though never beyond the longest wait.
 * - `latest`: as `replace`; when nothing is held but runs with this key have begun, the new run waits until they are final.
 */
export type DedupMode = (typeof DEDUP_MODES)[number];

export const DEDUP_MODES = ['keep', 'replace', 'debounce', 'latest'] as const;

/** An error as it is stored and shown: no live object, the cause chain flattened, sizes capped. */
export interface RunError {
  /** A stable code of `errors.ts`, or `HANDLER_ERROR` for what the handler threw. */
  readonly code: string;
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly causes?: readonly string[];
}

/** Why a run was cancelled, or is asked to be. */
export interface CancelReason {
  readonly code: 'requested' | 'dependency-failed' | 'flow-cancelled' | 'parent-cancelled';
  /** Who asked, in words: `cli`, `api`, a user's name. */
  readonly by?: string;
  readonly message?: string;
  /** The run that failed or was cancelled, for `dependency-failed` and `parent-cancelled`. */
  readonly runId?: string;
}

/** One try at a run, kept after it ended. */
export interface AttemptRecord {
  /** 1 for the first try. An attempt that was handed back unspent keeps its number for the next one. */
  readonly attempt: number;
  readonly worker: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly outcome:
    'success' | 'failed' | 'cancelled' | 'interrupted' | 'snoozed' | 'spawned' | 'lease-expired' | 'stuck';
  readonly error?: RunError;
}

/** How far a run is, as it last reported. */
export interface RunProgress {
  /** Items done so far, over all attempts. */
  readonly done: number;
  readonly total?: number;
  /** What the run is doing now, in a few words. */
  readonly phase?: string;
  /** Items per second over the last half minute or so. */
  readonly ratePerSecond?: number;
  /** Items that failed one by one while the run went on. */
  readonly failedItems?: number;
}

/** Everything that a store knows of one run. Times are the store's own. */
export interface RunRecord {
  readonly id: string;
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly state: RunState;
  /** The input as it was given, before defaults and coercion: the schema is applied again before work. */
  readonly input: Json;
  /** The job's payload version that the input was written for. */
  readonly version: number;
  readonly output: Json | null;
  readonly error: RunError | null;
  /** Higher runs first; 0 unless said. */
  readonly priority: number;
  /** Attempts begun and not handed back. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Ended attempts, oldest first, at most {@link ATTEMPTS_KEPT}. */
  readonly attempts: readonly AttemptRecord[];
  /** When it may start. */
  readonly runAt: Date;
  readonly key: string | null;
  readonly dedup: DedupMode;
  /** The key that its limits are counted by; empty for limits without keys, null without limits. */
  readonly limitKey: string | null;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  /** The run that this one repeats. */
  readonly retryOf: string | null;
  /** The run that spawned it and waits for it. */
  readonly spawnedBy: string | null;
  /** How many of the runs that it spawned are unfinished. */
  readonly openChildren: number;
  /** The occurrence of the schedule that made it. */
  readonly scheduledFor: Date | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly progress: RunProgress | null;
  readonly checkpoint: Json | null;
  /** Set while a running run is asked to stop, and kept when it was cancelled. */
  readonly cancel: CancelReason | null;
  readonly worker: string | null;
  /** Fencing token of the last lease; 0 before the first. */
  readonly token: number;
  readonly leaseExpiresAt: Date | null;
  readonly createdAt: Date;
  /** Start of the last attempt. */
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Ended attempts that a record keeps; older ones are dropped first. */
export const ATTEMPTS_KEPT = 50;

/** One line that a run logged. */
export interface RunLog {
  /** Grows within a run; the cursor for reading on. */
  readonly seq: number;
  readonly at: Date;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: { readonly [name: string]: Json | undefined };
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

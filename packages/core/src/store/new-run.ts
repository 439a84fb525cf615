import type { Json } from '../json.js';
import type { DedupMode, RunTrigger } from './run-record.js';

/** A run as it is enqueued. */
export interface NewRun {
  /** Time-ordered and unique; made by the caller. */
  readonly id: string;
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly input: Json;
  /** The job's payload version that the input was written for; at least 1. */
  readonly version: number;
  readonly priority: number;
  readonly maxAttempts: number;
  /** Not before this moment. Give this or `delayMs`. */
  readonly runAt?: Date;
  /** Not before so many milliseconds from now; 0 or less is now. */
  readonly delayMs?: number;
  readonly key: string | null;
  /** What happens when an unfinished run of the same job holds the key. Without a key it means nothing. */
  readonly dedup: DedupMode;
  /** For `debounce`: no later than so many milliseconds after the held run was made. */
  readonly maxWaitMs?: number;
  /**
   * Null for a run that no limit holds. Otherwise its limits are checked when it is claimed: those of its queue, those of
   * its job, and those of this key of its job. The empty text is the key of a job that has limits but none per key.
   */
  readonly limitKey: string | null;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  readonly retryOf: string | null;
  /** The occurrence of the schedule that made it. */
  readonly scheduledFor: Date | null;
  /** What travels with the run for the host's own tools, such as a trace context. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly parents: readonly ParentEdge[];
}

/** A dependency between two runs of one list. */
export interface ParentEdge {
  readonly runId: string;
  readonly onFailure: OnFailure;
}

/** What a dependent does when its parent fails or is cancelled: be cancelled too, or start all the same. */
export type OnFailure = 'cancel' | 'continue';

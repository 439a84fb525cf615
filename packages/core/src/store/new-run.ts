import type { Json } from '../json.js';
import type { RunTrigger } from './run-record.js';

/** A run as it is enqueued. */
export interface NewRun {
  /** Time-ordered and unique; made by the caller. */
  readonly id: string;
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly input: Json;
  readonly priority: number;
  readonly maxAttempts: number;
  /** Not before this moment. Give this or `delayMs`. */
  readonly runAt?: Date;
  /** Not before so many milliseconds from now; 0 or less is now. */
  readonly delayMs?: number;
  readonly key: string | null;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  readonly retryOf: string | null;
  readonly parents: readonly ParentEdge[];
}

/** A dependency between two runs of one list. */
export interface ParentEdge {
  readonly runId: string;
  readonly onFailure: OnFailure;
}

/** What a dependent does when its parent fails or is cancelled: be cancelled too, or start all the same. */
export type OnFailure = 'cancel' | 'continue';

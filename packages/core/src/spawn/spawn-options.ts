import type { Json } from '../json.js';
import type { RunError } from '../store/run-record.js';

/** How runs are spawned. */
export interface SpawnOptions {
  /** Tells the spawns of one run apart, across attempts. Default: the job's name. */
  readonly name?: string;
  /**
   * What it means for this run when a child fails or is cancelled: `fail` (default) fails it once all children are final,
   * `continue` leaves it to `collect`.
   */
  readonly onFailure?: 'fail' | 'continue';
  /** Higher runs first, from -100 to 100. Default: the job's. */
  readonly priority?: number;
  /** Attempts in all. Default: the job's. */
  readonly attempts?: number;
}

/** What `ctx.spawn` did. */
export interface Spawned {
  readonly name: string;
  /** How many children there are, those of earlier attempts included. */
  readonly count: number;
}

/** A run that this run spawned, as `collect` sees it: final, in the order in which they were spawned. */
export type Child<Output = unknown> =
  | { readonly runId: string; readonly input: Json; readonly state: 'success'; readonly output: Output }
  | {
      readonly runId: string;
      readonly input: Json;
      readonly state: 'failed' | 'cancelled';
      readonly error: RunError | null;
    };

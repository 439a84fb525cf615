import type { RunReference } from '../client/why-reason.js';
import type { Duration } from '../duration.js';
import type { WorkerRecord } from '../store/workers.js';

export interface HealthOptions {
  /** How long a queued run may wait before that is a problem. Default: as long as it likes. */
  readonly longestWait?: Duration;
}

/** How the fleet stands, as far as one client's jobs and the store's queued runs go. */
export interface WorkersHealth {
  /** True when there are no problems. */
  readonly healthy: boolean;
  readonly problems: readonly HealthProblem[];
  /** The store's own time. */
  readonly at: Date;
  readonly live: readonly WorkerRecord[];
  /** Workers that stopped beating without leaving, within a day; the last to beat first. */
  readonly dead: readonly DeadWorker[];
  /** By queue, those of the client's jobs and those that something is queued in. */
  readonly queues: readonly AreaHealth[];
  /** By group; jobs without a group are in none. */
  readonly groups: readonly AreaHealth[];
}

/** The jobs of a queue or a group. */
export interface AreaHealth {
  readonly name: string;
  /** True when none of the problems is one of its jobs. */
  readonly healthy: boolean;
  /** Live workers that take new work of at least one of its jobs. */
  readonly workers: number;
  readonly queued: number;
  /** How long the longest due of its queued runs has been due; null when none is queued. */
  readonly oldestQueuedMs: number | null;
  /** Queued runs that no live worker takes, what is paused included. */
  readonly withoutWorker: number;
}

/** A worker that died, and what became of the runs that it had. */
export interface DeadWorker extends WorkerRecord {
  /** Runs that it had when it died, as they are now: `running` ones wait for the end of its lease, or are with another worker. */
  readonly held: readonly RunReference[];
}

/** What stands in the way of work; a paused queue or job is no problem. `code` tells them apart. */
export type HealthProblem =
  | {
      /** No live worker takes new work of a job. */
      readonly code: 'no-worker';
      readonly job: string;
      readonly queue: string;
      readonly queued: number;
    }
  | {
      /** A job's queued runs wait longer than `longestWait`. */
      readonly code: 'waits-long';
      readonly job: string;
      readonly queue: string;
      readonly queued: number;
      readonly oldestQueuedMs: number;
    };

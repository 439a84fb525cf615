import type { Clock, Random } from '../clock.js';
import type { Duration } from '../duration.js';
import type { Hook } from '../hooks/hook.js';
import type { RunLogger } from '../job/job-context.js';
import type { Limits } from '../limits.js';
import type { QueueLimits } from '../job/run-limits.js';
import type { ScheduleChoices } from '../schedules/reconcile.js';
import type { Timers } from '../timers.js';

/** What does not depend on the jobs' types. */
export interface ClientSettings {
  /** Which schedules are on, by job name: `true`, `false`, or other values than the job defines. */
  readonly schedules?: ScheduleChoices;
  /** Limits of queues, by name. Give the same ones in every process that enqueues or works. */
  readonly queues?: Readonly<Record<string, QueueLimits>>;
  /** How long finished runs are kept. Default: 7 days for `success`, 30 for `failed` and `cancelled`. */
  readonly retention?: Retention;
  readonly limits?: Partial<Limits>;
  /** What the host does around every enqueue and every attempt, the outermost first. */
  readonly hooks?: readonly Hook[];
  /** Also gets what handlers log. Default: nothing is printed. */
  readonly logger?: RunLogger;
  /** Replaces the system clock and chance, for tests. */
  readonly clock?: Clock;
  readonly random?: Random;
  /** Replaces the timers of the system, for tests on a virtual clock. */
  readonly timers?: Timers;
}

export interface Retention {
  readonly success?: Duration;
  readonly failed?: Duration;
  readonly cancelled?: Duration;
}

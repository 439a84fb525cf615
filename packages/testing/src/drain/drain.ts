import {
  toMilliseconds,
  type Duration,
  type JobEventEmitter,
  type RunRecord,
  type RunState,
  type Store,
  type Worker,
  type WorkerOptions,
} from '@nightshift/core';
import type { VirtualClock } from '../virtual-clock/virtual-clock.js';
import { nextDueMs, type DueSource } from './next-due.js';
import { runsByState } from './runs-by-state.js';
import { watchWorker } from './worker-watch.js';

const MAX_RUNS = 1_000;

/** What {@link drain} needs of a client made by `createJobs`. */
export interface Drainable extends DueSource {
  readonly store: Store<unknown>;
  readonly events: JobEventEmitter;
  open(): Promise<void>;
  worker(options?: WorkerOptions): Worker;
}

/** How far to work. */
export interface DrainOptions {
  /**
   * The clock of the store and of the client: when nothing is due any more, it jumps to what is due next, such as a retry,
   * a run with a delay, or the lease of a worker that died. Without it only what is due now is worked on.
   */
  readonly clock?: VirtualClock;
  /** How far the clock may go, as a moment or from now. Schedules fire up to there; without it the clock never moves for a schedule. */
  readonly until?: Date | Duration;
  /** Gives up after so many attempts. Default 1,000. */
  readonly maxRuns?: number;
  /** Runs at the same time. Default 1: the order is then always the same. */
  readonly concurrency?: number;
}

/** The runs of the store, oldest first, by the state that they are in. */
export type DrainedRuns = Readonly<Record<RunState, readonly RunRecord[]>>;

/**
 * Works until nothing is left to do, and answers with the runs. What is left over, because it is not due, waits, or is of a
 * job that the client does not know, is among them.
 *
 * @throws Error naming the jobs that go on for ever, after `maxRuns` attempts; and whatever the worker reports as an error.
 * @example
 * const clock = virtualClock();
 * const jobs = createJobs({ jobs: [greet], store: memoryStore({ clock }), clock, timers: clock });
 * await jobs.enqueue(greet, { name: 'Ada' }, { delay: '1d' });
 * const { success } = await drain(jobs, { clock });
 */
export async function drain(jobs: Drainable, options: DrainOptions = {}): Promise<DrainedRuns> {
  const { clock, concurrency = 1, maxRuns = MAX_RUNS } = options;
  await jobs.open();
  if (clock !== undefined) await checkClock(jobs.store, clock);
  const stopSkipping = clock?.skipSleeps();
  const worker = jobs.worker({ concurrency });
  const watch = watchWorker(jobs.events, worker.id, maxRuns);
  try {
    await worker.start();
    await clock?.advance(0);
    if (clock?.pending === 0)
      throw new Error('drain: the client has other timers; give createJobs `timers: clock` as well');
    const horizon = clock === undefined ? 0 : horizonOf(clock, options.until);
    const include = { schedules: clock !== undefined && options.until !== undefined };
    // Twice, because a look for work may have been under way when the first one found that nothing is due.
    for (let quiet = 0; quiet < 2;) {
      watch.round();
      worker.wake();
      await watch.idle();
      const waitMs = await nextDueMs(jobs, include);
      const isDue = waitMs !== null && (waitMs === 0 || (clock !== undefined && clock.now() + waitMs <= horizon));
      quiet = isDue ? 0 : quiet + 1;
      if (isDue) await clock?.leap(waitMs);
    }
    return await runsByState(jobs.store);
  } finally {
    watch.stop();
    stopSkipping?.();
    await worker.stop({ now: true });
  }
}

async function checkClock(store: Store<unknown>, clock: VirtualClock): Promise<void> {
  const storeNow = (await store.schedules.now()).getTime();
  if (storeNow === clock.now()) return;
  throw new Error(
    `drain: expected the store to go by the given clock, which says ${new Date(clock.now()).toISOString()}; ` +
      `the store says ${new Date(storeNow).toISOString()}. Make it with the clock: memoryStore({ clock }).`,
  );
}

function horizonOf(clock: VirtualClock, until: Date | Duration = Number.MAX_SAFE_INTEGER): number {
  return until instanceof Date ? until.getTime() : clock.now() + toMilliseconds(until, 'until');
}

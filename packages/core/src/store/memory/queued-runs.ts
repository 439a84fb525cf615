import { LimitedLanes } from './limited-lanes.js';
import { ReadyRuns } from './ready-runs.js';
import type { StoredRun } from './stored-run.js';

/** Queued runs: those that no limit holds, and the lanes of the others. */
export class QueuedRuns {
  readonly free = new ReadyRuns();
  readonly limited = new LimitedLanes();

  add(run: StoredRun): void {
    this.#partOf(run).add(run);
  }

  delete(run: StoredRun): void {
    this.#partOf(run).delete(run);
  }

  countBefore(run: StoredRun): number {
    return this.free.countBefore(run) + this.limited.countBefore(run);
  }

  #partOf(run: StoredRun): ReadyRuns | LimitedLanes {
    return run.limitKey === null ? this.free : this.limited;
  }
}

import { LimitedLanes } from './limited-lanes.js';
import { ReadyRuns, type NewPlaces } from './ready-runs.js';
import type { StoredRun } from './stored-run.js';

/** Queued runs: those that no limit holds, and the lanes of the others. */
export class QueuedRuns {
  readonly free: ReadyRuns;
  readonly limited: LimitedLanes;

  /** @param newPlaces - for the table's own; what holds runs besides the table keeps places of its own. */
  constructor(newPlaces: NewPlaces = () => new Map<StoredRun, number>()) {
    this.free = new ReadyRuns(newPlaces);
    this.limited = new LimitedLanes(newPlaces);
  }

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

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
    if (run.counted === null) this.free.add(run);
    else this.limited.add(run, run.counted);
  }

  delete(run: StoredRun): void {
    if (run.counted === null) this.free.delete(run);
    else this.limited.delete(run, run.counted);
  }

  countBefore(run: StoredRun): number {
    return this.free.countBefore(run) + this.limited.countBefore(run);
  }
}

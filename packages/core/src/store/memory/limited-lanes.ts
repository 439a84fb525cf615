import { Heap, type Places } from './heap.js';
import { byClaimOrder, type NewPlaces } from './ready-runs.js';
import type { Counted, StoredRun } from './stored-run.js';

/** Queued runs that are counted together, in the order of claims. */
export interface Lane {
  readonly counted: Counted;
  readonly runs: Heap<StoredRun>;
}

/** Queued runs that limits hold. The lanes of a job stand in the order of their turns: the one served last is last. */
export class LimitedLanes {
  readonly #jobs = new Map<string, Map<Counted, Lane>>();
  readonly #newPlaces: NewPlaces;

  constructor(newPlaces: NewPlaces) {
    this.#newPlaces = newPlaces;
  }

  add(run: StoredRun, counted: Counted): void {
    let lanes = this.#jobs.get(run.job);
    if (lanes === undefined) this.#jobs.set(run.job, (lanes = new Map<Counted, Lane>()));
    let lane = lanes.get(counted);
    if (lane === undefined) lanes.set(counted, (lane = newLane(counted, this.#newPlaces())));
    lane.runs.add(run);
  }

  delete(run: StoredRun, counted: Counted): void {
    const lanes = this.#jobs.get(run.job);
    const lane = lanes?.get(counted);
    lane?.runs.delete(run);
    if (lane?.runs.size !== 0) return;
    lanes?.delete(counted);
    if (lanes?.size === 0) this.#jobs.delete(run.job);
  }

  /** Ends the turn of the lane that a run was taken from. */
  served({ job, counted }: StoredRun): void {
    const lanes = this.#jobs.get(job);
    const lane = counted === null ? undefined : lanes?.get(counted);
    if (lanes === undefined || lane === undefined) return;
    lanes.delete(lane.counted);
    lanes.set(lane.counted, lane);
  }

  *of(jobs: Iterable<string>): Iterable<Lane> {
    for (const job of jobs) yield* this.#jobs.get(job)?.values() ?? [];
  }

  countBefore(run: StoredRun): number {
    let count = 0;
    for (const lanes of this.#jobs.values()) for (const lane of lanes.values()) count += lane.runs.countBefore(run);
    return count;
  }
}

function newLane(counted: Counted, places: Places<StoredRun>): Lane {
  return { counted, runs: new Heap(byClaimOrder, places) };
}

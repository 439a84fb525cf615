import { Heap, type Places } from './heap.js';
import { byClaimOrder, type NewPlaces } from './ready-runs.js';
import type { StoredRun } from './stored-run.js';

/** Queued runs of one job and queue that are counted under one limit key, in the order of claims. */
export interface Lane {
  readonly job: string;
  readonly queue: string;
  readonly key: string;
  readonly runs: Heap<StoredRun>;
}

/** Queued runs that limits hold. The lanes of a job stand in the order of their turns: the one served last is last. */
export class LimitedLanes {
  readonly #jobs = new Map<string, Map<string, Lane>>();
  readonly #newPlaces: NewPlaces;

  constructor(newPlaces: NewPlaces) {
    this.#newPlaces = newPlaces;
  }

  add(run: StoredRun): void {
    let lanes = this.#jobs.get(run.job);
    if (lanes === undefined) this.#jobs.set(run.job, (lanes = new Map<string, Lane>()));
    const name = laneName(run);
    let lane = lanes.get(name);
    if (lane === undefined) lanes.set(name, (lane = newLane(run, this.#newPlaces())));
    lane.runs.add(run);
  }

  delete(run: StoredRun): void {
    const lanes = this.#jobs.get(run.job);
    const name = laneName(run);
    const lane = lanes?.get(name);
    lane?.runs.delete(run);
    if (lane?.runs.size !== 0) return;
    lanes?.delete(name);
    if (lanes?.size === 0) this.#jobs.delete(run.job);
  }

  /** Ends the turn of the lane that a run was taken from. */
  served(run: StoredRun): void {
    if (run.limitKey === null) return;
    const lanes = this.#jobs.get(run.job);
    const name = laneName(run);
    const lane = lanes?.get(name);
    if (lanes === undefined || lane === undefined) return;
    lanes.delete(name);
    lanes.set(name, lane);
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

function newLane({ job, queue, limitKey }: StoredRun, places: Places<StoredRun>): Lane {
  return { job, queue, key: limitKey ?? '', runs: new Heap(byClaimOrder, places) };
}

function laneName({ queue, limitKey }: StoredRun): string {
  // Neither has a NUL in it.
  return `${queue}\0${limitKey ?? ''}`;
}

import { Heap, type Places } from './heap.js';
import type { StoredRun } from './stored-run.js';

/** Which runs a claimer takes. */
export interface Eligible {
  /** Each once. */
  readonly jobs: readonly string[];
  readonly takesQueue: (queue: string) => boolean;
}

/** Makes what a heap of runs keeps its places in. */
export type NewPlaces = () => Places<StoredRun>;

/** Queued runs that no limit holds, in the order of claims, in a lane per job and queue, so that a claim looks at no run that it may not take. */
export class ReadyRuns {
  readonly #lanes = new Map<string, Map<string, Heap<StoredRun>>>();
  readonly #newPlaces: NewPlaces;

  constructor(newPlaces: NewPlaces) {
    this.#newPlaces = newPlaces;
  }

  add(run: StoredRun): void {
    let queues = this.#lanes.get(run.job);
    if (queues === undefined) this.#lanes.set(run.job, (queues = new Map<string, Heap<StoredRun>>()));
    let lane = queues.get(run.queue);
    if (lane === undefined) queues.set(run.queue, (lane = new Heap(byClaimOrder, this.#newPlaces())));
    lane.add(run);
  }

  delete(run: StoredRun): void {
    const lane = this.#lanes.get(run.job)?.get(run.queue);
    lane?.delete(run);
    if (lane?.size === 0) this.#dropLane(run);
  }

  /** Takes out up to `limit` eligible runs, the first to be claimed first: a merge of the eligible lanes. */
  take(eligible: Eligible, limit: number): StoredRun[] {
    const lanes = new Heap<Heap<StoredRun>>((a, b) => byClaimOrder(a.peek() as StoredRun, b.peek() as StoredRun));
    for (const lane of this.#eligibleLanes(eligible)) lanes.add(lane);
    const taken: StoredRun[] = [];
    for (let lane = lanes.peek(); lane !== undefined && taken.length < limit; lane = lanes.peek()) {
      const run = lane.pop() as StoredRun;
      taken.push(run);
      if (lane.size > 0) lanes.firstMoved();
      else {
        lanes.pop();
        this.#dropLane(run);
      }
    }
    return taken;
  }

  countBefore(run: StoredRun): number {
    let count = 0;
    for (const queues of this.#lanes.values()) for (const lane of queues.values()) count += lane.countBefore(run);
    return count;
  }

  *#eligibleLanes({ jobs, takesQueue }: Eligible): Iterable<Heap<StoredRun>> {
    for (const job of jobs) {
      for (const [queue, lane] of this.#lanes.get(job) ?? []) if (takesQueue(queue)) yield lane;
    }
  }

  #dropLane({ job, queue }: StoredRun): void {
    const queues = this.#lanes.get(job);
    queues?.delete(queue);
    if (queues?.size === 0) this.#lanes.delete(job);
  }
}

/** Highest priority first, then the longest due, then the lowest id. */
export function byClaimOrder(a: StoredRun, b: StoredRun): number {
  return b.priority - a.priority || a.runAt - b.runAt || byId(a, b);
}

/** The earliest end first. */
export function byEnd(a: StoredRun, b: StoredRun): number {
  return (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || byId(a, b);
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

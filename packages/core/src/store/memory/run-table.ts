import type { FinalState } from '../run-record.js';
import { Heap } from './heap.js';
import { byId, ReadyRuns } from './ready-runs.js';
import { SortedIds } from './sorted-ids.js';
import type { RunProgression, StoredRun } from './stored-run.js';

/** All runs, and one index per question that a verb asks: none of them ever scans the table. */
export class RunTable {
  readonly #byId = new Map<string, StoredRun>();
  readonly #flows = new Map<string, Flow>();
  readonly #keyHolders = new Map<string, StoredRun>();

  readonly newest = new SortedIds();
  readonly ready = new ReadyRuns();
  readonly scheduled = new Heap<StoredRun>((a, b) => a.runAt - b.runAt || byId(a, b));
  readonly leased = new Heap<StoredRun>((a, b) => (a.leaseExpiresAt ?? 0) - (b.leaseExpiresAt ?? 0) || byId(a, b));
  readonly finished: Readonly<Record<FinalState, Heap<StoredRun>>> = {
    success: new Heap(byEnd),
    failed: new Heap(byEnd),
    cancelled: new Heap(byEnd),
  };

  get(id: string): StoredRun | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<StoredRun> {
    return this.#byId.values();
  }

  ofFlow(flowId: string): Iterable<StoredRun> {
    return this.#flows.get(flowId)?.runs ?? [];
  }

  readyOfFlow(flowId: string): ReadyRuns | undefined {
    return this.#flows.get(flowId)?.ready;
  }

  /** The unfinished run of this job that holds the key. */
  keyHolder(job: string, key: string): StoredRun | undefined {
    return this.#keyHolders.get(keySlot(job, key));
  }

  add(run: StoredRun): void {
    this.#byId.set(run.id, run);
    this.newest.add(run.id);
    if (run.key !== null) this.#keyHolders.set(keySlot(run.job, run.key), run);
    if (run.flowId !== null) this.#joinFlow(run, run.flowId);
    this.#index(run);
  }

  /** The one way to change a run: whatever finds it by its old values finds it by the new ones afterwards. */
  change(run: StoredRun, changes: Partial<RunProgression>): void {
    this.#unindex(run);
    Object.assign(run, changes);
    this.#index(run);
    if (run.finishedAt !== null && run.key !== null) this.#keyHolders.delete(keySlot(run.job, run.key));
  }

  remove(run: StoredRun): void {
    this.#unindex(run);
    this.#byId.delete(run.id);
    this.newest.delete(run.id);
    if (run.flowId === null) return;
    const flow = this.#flows.get(run.flowId);
    flow?.runs.delete(run);
    if (flow?.runs.size === 0) this.#flows.delete(run.flowId);
  }

  #joinFlow(run: StoredRun, flowId: string): void {
    let flow = this.#flows.get(flowId);
    if (flow === undefined) this.#flows.set(flowId, (flow = { runs: new Set(), ready: new ReadyRuns() }));
    flow.runs.add(run);
  }

  #index(run: StoredRun): void {
    if (run.state === 'queued') {
      this.ready.add(run);
      if (run.flowId !== null) this.readyOfFlow(run.flowId)?.add(run);
    } else this.#heapOf(run)?.add(run);
  }

  #unindex(run: StoredRun): void {
    if (run.state === 'queued') {
      this.ready.delete(run);
      if (run.flowId !== null) this.readyOfFlow(run.flowId)?.delete(run);
    } else this.#heapOf(run)?.delete(run);
  }

  #heapOf(run: StoredRun): Heap<StoredRun> | undefined {
    switch (run.state) {
      case 'scheduled':
        return this.scheduled;
      case 'running':
        return this.leased;
      case 'waiting':
      case 'queued':
        return undefined;
      default:
        return this.finished[run.state];
    }
  }
}

interface Flow {
  readonly runs: Set<StoredRun>;
  readonly ready: ReadyRuns;
}

function byEnd(a: StoredRun, b: StoredRun): number {
  return (a.finishedAt ?? 0) - (b.finishedAt ?? 0) || byId(a, b);
}

function keySlot(job: string, key: string): string {
  return JSON.stringify([job, key]);
}

import type { FinalState } from '../run-record.js';
import { Heap, ownPlaces } from './heap.js';
import { countIn, countOut, Counters } from './counters.js';
import { QueuedRuns } from './queued-runs.js';
import { byEnd, byId } from './ready-runs.js';
import { SortedIds } from './sorted-ids.js';
import type { StoredRun } from './stored-run.js';

/** All runs, and one index per question that a verb asks: none of them ever scans the table. */
export class RunTable {
  readonly #byId = new Map<string, StoredRun>();
  /** Those that run: few, and each is asked for when it ends. */
  readonly #running = new Map<string, StoredRun>();
  readonly #flows = new Map<string, Flow>();
  readonly #children = new Map<string, SortedIds>();
  /** Unfinished runs by job and key. */
  readonly #keyed = new Map<string, Set<StoredRun>>();

  readonly newest = new SortedIds();
  readonly queued = new QueuedRuns(() => ownPlaces);
  readonly counters = new Counters();
  readonly scheduled = new Heap<StoredRun>((a, b) => a.runAt - b.runAt || byId(a, b), ownPlaces);
  readonly leased = new Heap<StoredRun>(
    (a, b) => (a.leaseExpiresAt ?? 0) - (b.leaseExpiresAt ?? 0) || byId(a, b),
    ownPlaces,
  );
  readonly finished: Readonly<Record<FinalState, Heap<StoredRun>>> = {
    success: new Heap(byEnd, ownPlaces),
    failed: new Heap(byEnd, ownPlaces),
    cancelled: new Heap(byEnd, ownPlaces),
  };

  get(id: string): StoredRun | undefined {
    return this.#byId.get(id);
  }

  running(id: string): StoredRun | undefined {
    return this.#running.get(id);
  }

  all(): Iterable<StoredRun> {
    return this.#byId.values();
  }

  ofFlow(flowId: string): Iterable<StoredRun> {
    return this.#flows.get(flowId)?.runs ?? [];
  }

  queuedOfFlow(flowId: string): QueuedRuns | undefined {
    return this.#flows.get(flowId)?.queued;
  }

  childrenOf(runId: string): SortedIds | undefined {
    return this.#children.get(runId);
  }

  /** The unfinished runs of this job with the key; one of them at most holds it. */
  ofKey(job: string, key: string): ReadonlySet<StoredRun> {
    return this.#keyed.get(keySlot(job, key)) ?? new Set();
  }

  add(run: StoredRun): void {
    this.#byId.set(run.id, run);
    this.newest.add(run.id);
    this.counters.join(run);
    if (run.key !== null) this.#takeKey(run, run.key);
    if (run.flowId !== null) this.#joinFlow(run, run.flowId);
    if (run.spawnedBy !== null) this.#joinParent(run, run.spawnedBy);
    this.#index(run);
  }

  /** The one way to change a run: whatever finds it by its old values finds it by the new ones afterwards. */
  change(run: StoredRun, change: () => void): void {
    const { limitKey } = run;
    this.#unindex(run);
    change();
    if (run.limitKey !== limitKey) this.#countAnew(run);
    this.#index(run);
    if (run.finishedAt === null) return;
    this.counters.leave(run);
    if (run.key !== null) this.#dropKey(run, run.key);
  }

  remove(run: StoredRun): void {
    this.#unindex(run);
    this.counters.leave(run);
    this.#byId.delete(run.id);
    this.newest.delete(run.id);
    if (run.spawnedBy !== null) this.#children.get(run.spawnedBy)?.delete(run.id);
    this.#children.delete(run.id);
    if (run.flowId === null) return;
    const flow = this.#flows.get(run.flowId);
    flow?.runs.delete(run);
    if (flow?.runs.size === 0) this.#flows.delete(run.flowId);
  }

  #countAnew(run: StoredRun): void {
    this.counters.leave(run);
    this.counters.join(run);
  }

  #joinFlow(run: StoredRun, flowId: string): void {
    let flow = this.#flows.get(flowId);
    if (flow === undefined) this.#flows.set(flowId, (flow = { runs: new Set(), queued: new QueuedRuns() }));
    flow.runs.add(run);
  }

  #joinParent(run: StoredRun, parentId: string): void {
    let children = this.#children.get(parentId);
    if (children === undefined) this.#children.set(parentId, (children = new SortedIds()));
    children.add(run.id);
  }

  #takeKey(run: StoredRun, key: string): void {
    const slot = keySlot(run.job, key);
    const known = this.#keyed.get(slot);
    if (known === undefined) this.#keyed.set(slot, new Set([run]));
    else known.add(run);
  }

  #dropKey(run: StoredRun, key: string): void {
    const slot = keySlot(run.job, key);
    const known = this.#keyed.get(slot);
    known?.delete(run);
    if (known?.size === 0) this.#keyed.delete(slot);
  }

  #index(run: StoredRun): void {
    countIn(run);
    if (run.state === 'running') this.#running.set(run.id, run);
    if (run.state === 'queued') {
      this.queued.add(run);
      if (run.flowId !== null) this.queuedOfFlow(run.flowId)?.add(run);
    } else this.#heapOf(run)?.add(run);
  }

  #unindex(run: StoredRun): void {
    countOut(run);
    if (run.state === 'running') this.#running.delete(run.id);
    if (run.state === 'queued') {
      this.queued.delete(run);
      if (run.flowId !== null) this.queuedOfFlow(run.flowId)?.delete(run);
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
  readonly queued: QueuedRuns;
}

function keySlot(job: string, key: string): string {
  return JSON.stringify([job, key]);
}

import type { CancelReason, EnqueueAnswer, FinalState, NewRun, ParentEdge, RunState } from '@nightshift/core';

/** A run as the model sees it. */
export interface ModelRun {
  /** As it was enqueued, with what later enqueues of its key have replaced. */
  given: NewRun;
  readonly createdAt: number;
  readonly spawnedBy: string | null;
  state: RunState;
  runAt: number;
  attempt: number;
  token: number;
  leaseExpiresAt: number;
  cancel: CancelReason['code'] | null;
}

/** So many runs with a limit key execute at once, and so many of each key. */
export const LIMITS = { job: 3, key: 2 } as const;

/**
 * What a store should hold, worked out in the plainest way: every rule looks at all runs again, nothing is kept up to date
 * along the way. It shares no code with any store.
 */
export class Model {
  readonly runs = new Map<string, ModelRun>();
  isPaused = false;

  get(id: string): ModelRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Error(`The model knows no run ${id}`);
    return run;
  }

  inState(state: RunState): [string, ModelRun][] {
    return [...this.runs].filter(([, run]) => run.state === state);
  }

  enqueue(given: NewRun, now: number): EnqueueAnswer {
    const sameKey = [...this.runs.values()].filter(
      (run) => given.key !== null && run.given.key === given.key && !isFinal(run.state),
    );
    const holder = sameKey.find((run) => run.given.dedup === 'keep' || !hasBegun(run));
    if (holder !== undefined) return meet(holder, given, now);
    this.add(given.key !== null && given.dedup === 'latest' ? { ...given, parents: sameKey.map(toEdge) } : given, now);
    return { runId: given.id, outcome: 'created' };
  }

  add(given: NewRun, now: number, spawnedBy: string | null = null): void {
    const runAt = now + (given.delayMs ?? 0);
    const state = given.parents.length > 0 ? 'waiting' : dueState(runAt, now);
    const nothingYet = { attempt: 0, token: 0, leaseExpiresAt: 0, cancel: null };
    this.runs.set(given.id, { given, createdAt: now, spawnedBy, state, runAt, ...nothingYet });
  }

  /** Whether no more of these execute than the limits let. */
  holdsLimits(executing: readonly ModelRun[]): boolean {
    const keys = executing.map(({ given }) => given.limitKey).filter((key) => key !== null);
    return keys.length <= LIMITS.job && keys.every((key) => keys.filter((other) => other === key).length <= LIMITS.key);
  }

  openChildren(id: string): number {
    return [...this.runs.values()].filter((run) => run.spawnedBy === id && !isFinal(run.state)).length;
  }

  end(run: ModelRun, end: Pick<ModelRun, 'cancel'> & { readonly state: FinalState }, now: number): void {
    Object.assign(run, end);
    while (this.#passOn(now));
  }

  cancel(run: ModelRun, code: CancelReason['code'], now: number): void {
    this.#cancelTree(run, code);
    while (this.#passOn(now));
  }

  #cancelTree(run: ModelRun, code: CancelReason['code']): void {
    if (isFinal(run.state)) return;
    if (run.state === 'running') run.cancel ??= code;
    else Object.assign(run, { state: 'cancelled', cancel: code });
    for (const child of this.runs.values()) {
      if (child.spawnedBy === run.given.id) this.#cancelTree(child, 'parent-cancelled');
    }
  }

  /** One step of what ended runs mean for waiting ones; false when there is nothing left to do. */
  #passOn(now: number): boolean {
    for (const [id, run] of this.inState('waiting')) {
      // A run that has begun has its parents behind it, and waits for what it spawned.
      if (hasBegun(run)) {
        if (this.openChildren(id) > 0) continue;
        run.state = 'queued';
        return true;
      }
      const parents = run.given.parents.map(({ runId, onFailure }) => ({ onFailure, state: this.get(runId).state }));
      if (parents.some(({ onFailure, state }) => onFailure === 'cancel' && isFinal(state) && state !== 'success')) {
        Object.assign(run, { state: 'cancelled', cancel: 'dependency-failed' });
        return true;
      }
      if (parents.every(({ state }) => isFinal(state))) {
        run.state = dueState(run.runAt, now);
        return true;
      }
    }
    return false;
  }
}

/** What an enqueue does with the run that holds its key. */
function meet(holder: ModelRun, given: NewRun, now: number): EnqueueAnswer {
  const runId = holder.given.id;
  if (given.dedup === 'keep' || hasBegun(holder)) return { runId, outcome: 'kept' };
  const { input, priority, limitKey } = given;
  const runAt = now + (given.delayMs ?? 0);
  const latest = holder.createdAt + (given.maxWaitMs ?? Number.POSITIVE_INFINITY);
  holder.given = { ...holder.given, input, priority, limitKey };
  holder.runAt = given.dedup === 'debounce' ? Math.min(runAt, latest) : runAt;
  if (holder.state !== 'waiting') holder.state = dueState(holder.runAt, now);
  return { runId, outcome: given.dedup === 'debounce' ? 'debounced' : 'replaced' };
}

function toEdge({ given }: ModelRun): ParentEdge {
  return { runId: given.id, onFailure: 'continue' };
}

function hasBegun({ token }: ModelRun): boolean {
  return token > 0;
}

export function isFinal(state: RunState): boolean {
  return state === 'success' || state === 'failed' || state === 'cancelled';
}

export function dueState(runAt: number, now: number): 'scheduled' | 'queued' {
  return runAt > now ? 'scheduled' : 'queued';
}

import type { CancelReason, FinalState, NewRun, RunState } from '@nightshift/core';

/** A run as the model sees it. */
export interface ModelRun {
  readonly given: NewRun;
  state: RunState;
  runAt: number;
  attempt: number;
  token: number;
  leaseExpiresAt: number;
  cancel: CancelReason['code'] | null;
}

/**
 * What a store should hold, worked out in the plainest way: every rule looks at all runs again, nothing is kept up to date
 * along the way. It shares no code with any store.
 */
export class Model {
  readonly runs = new Map<string, ModelRun>();

  get(id: string): ModelRun {
    const run = this.runs.get(id);
    if (run === undefined) throw new Error(`The model knows no run ${id}`);
    return run;
  }

  inState(state: RunState): [string, ModelRun][] {
    return [...this.runs].filter(([, run]) => run.state === state);
  }

  keyHolder(key: string): string | undefined {
    return [...this.runs].find(([, { given, state }]) => given.key === key && !isFinal(state))?.[0];
  }

  add(given: NewRun, now: number): void {
    const runAt = now + (given.delayMs ?? 0);
    const state = given.parents.length > 0 ? 'waiting' : dueState(runAt, now);
    this.runs.set(given.id, { given, state, runAt, attempt: 0, token: 0, leaseExpiresAt: 0, cancel: null });
  }

  end(run: ModelRun, end: Pick<ModelRun, 'cancel'> & { readonly state: FinalState }, now: number): void {
    Object.assign(run, end);
    while (this.#passOn(now));
  }

  /** One step of what ended runs mean for waiting ones; false when there is nothing left to do. */
  #passOn(now: number): boolean {
    for (const [, run] of this.inState('waiting')) {
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

export function isFinal(state: RunState): boolean {
  return state === 'success' || state === 'failed' || state === 'cancelled';
}

export function dueState(runAt: number, now: number): 'scheduled' | 'queued' {
  return runAt > now ? 'scheduled' : 'queued';
}

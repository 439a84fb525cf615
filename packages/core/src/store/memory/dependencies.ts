import type { OnFailure, ParentEdge } from '../new-run.js';
import type { StoredRun } from './stored-run.js';

interface Dependent {
  readonly run: StoredRun;
  readonly onFailure: OnFailure;
}

const NOBODY: readonly Dependent[] = [];

/** Who waits for whom. */
export class Dependencies {
  readonly #dependents = new Map<string, Dependent[]>();
  readonly #parents = new Map<string, readonly ParentEdge[]>();
  /** Parents that a waiting run still waits for. */
  readonly #missing = new Map<string, Set<string>>();

  add(run: StoredRun, parents: readonly ParentEdge[]): void {
    if (parents.length === 0) return;
    this.#parents.set(
      run.id,
      parents.map(({ runId, onFailure }) => ({ runId, onFailure })),
    );
    this.#missing.set(run.id, new Set(parents.map((parent) => parent.runId)));
    for (const { runId, onFailure } of parents) {
      const dependents = this.#dependents.get(runId);
      if (dependents === undefined) this.#dependents.set(runId, [{ run, onFailure }]);
      else dependents.push({ run, onFailure });
    }
  }

  /** One edge of a run that is there already; a second time changes nothing. */
  restore(run: StoredRun, edge: ParentEdge, isOpen: boolean): void {
    const known = this.parentsOf(run.id);
    if (known.some(({ runId }) => runId === edge.runId)) return;
    this.#parents.set(run.id, [...known, edge]);
    this.#dependents.set(edge.runId, [...this.dependentsOf(edge.runId), { run, onFailure: edge.onFailure }]);
    if (isOpen) this.#missing.set(run.id, new Set([...(this.#missing.get(run.id) ?? []), edge.runId]));
  }

  dependentsOf(runId: string): readonly Dependent[] {
    return this.#dependents.get(runId) ?? NOBODY;
  }

  parentsOf(runId: string): readonly ParentEdge[] {
    return this.#parents.get(runId) ?? [];
  }

  /** Notes that a parent is done; true for the parent that was the last one missing, and for no other. */
  satisfy(run: StoredRun, parentId: string): boolean {
    const missing = this.#missing.get(run.id);
    missing?.delete(parentId);
    if (missing?.size !== 0) return false;
    return this.#missing.delete(run.id);
  }

  /** Forgets a run that is no more. */
  remove(runId: string): void {
    this.#dependents.delete(runId);
    this.#parents.delete(runId);
    this.#missing.delete(runId);
  }
}

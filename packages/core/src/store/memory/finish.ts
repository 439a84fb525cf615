import type { CancelReason, FinalState } from '../run-record.js';
import { makeReady } from './enqueue.js';
import { toText } from './json-text.js';
import type { Memory } from './memory.js';
import { recorded, type RunProgression, type StoredRun, type WrittenAttempt } from './stored-run.js';

/** How a run ends; what is left out, it has none of. The reason of a cancelled one is the one asked for before, unless given. */
export interface End extends Partial<Pick<RunProgression, 'output' | 'error' | 'cancel'>> {
  readonly state: FinalState;
  readonly attempt?: WrittenAttempt;
}

/**
 * Makes runs final, and does to their dependents what follows from it, to any depth: a dependent that needs a run which
 * did not succeed is cancelled, one whose last parent this was is released.
 */
export function finish(memory: Memory, ends: readonly (readonly [StoredRun, End])[]): void {
  // All of the given runs end first, so that one that depends on another keeps the reason of its own.
  for (const [run, end] of ends) makeFinal(memory, run, end);
  tellOf(
    memory,
    ends.map(([run]) => run),
  );
}

/** As {@link finish}, of one run. */
export function finishOne(memory: Memory, run: StoredRun, end: End): void {
  makeFinal(memory, run, end);
  if (run.spawnedBy !== null || memory.dependencies.dependentsOf(run.id).length > 0) tellOf(memory, [run]);
}

function tellOf(memory: Memory, ended: StoredRun[]): void {
  // The list grows while it is walked: a chain of any length needs no deeper stack.
  for (const run of ended) {
    tellDependents(memory, run, ended);
    tellParent(memory, run);
  }
}

/** The last of its children lets a run that waits for them go on. */
function tellParent(memory: Memory, { spawnedBy }: StoredRun): void {
  const parent = spawnedBy === null ? undefined : memory.runs.get(spawnedBy);
  if (parent === undefined || parent.finishedAt !== null) return;
  memory.runs.change(parent, () => void (parent.openChildren -= 1));
  // Only a run that has begun has children, so what it waits for is them.
  if (parent.state === 'waiting' && parent.openChildren === 0) makeReady(memory, parent);
}

/** Dependents that end with the run join the ended ones. */
function tellDependents(memory: Memory, run: StoredRun, ended: StoredRun[]): void {
  for (const { run: dependent, onFailure } of memory.dependencies.dependentsOf(run.id)) {
    if (dependent.state !== 'waiting') continue;
    if (run.state !== 'success' && onFailure === 'cancel') {
      makeFinal(memory, dependent, { state: 'cancelled', cancel: toText(dependencyFailed(run.id)) });
      ended.push(dependent);
    } else if (memory.dependencies.satisfy(dependent, run.id)) makeReady(memory, dependent);
  }
}

function makeFinal(memory: Memory, run: StoredRun, end: End): void {
  const { state, output = null, error = null, cancel = null, attempt } = end;
  const { now } = memory;
  memory.runs.change(run, () => {
    if (attempt !== undefined) run.attempts = recorded(run, attempt, now);
    run.state = state;
    run.output = output;
    run.error = error;
    run.cancel = state === 'cancelled' ? (cancel ?? run.cancel) : null;
    run.worker = null;
    run.leaseExpiresAt = null;
    run.openChildren = 0;
    run.finishedAt = now;
  });
  memory.signals.about('settled', run.id);
  // There is room for another under its limits.
  if (run.limitKey !== null) memory.signals.queued({ due: true });
}

function dependencyFailed(runId: string): CancelReason {
  return { code: 'dependency-failed', runId };
}

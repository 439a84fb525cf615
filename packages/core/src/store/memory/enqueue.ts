import { NightshiftError } from '../../errors.js';
import { checkNewRuns } from '../check-arguments.js';
import type { EnqueueAnswer } from '../contract.js';
import type { NewRun, ParentEdge } from '../new-run.js';
import type { Memory } from './memory.js';
import { dueAt, newStoredRun, type StoredRun, toRequest } from './stored-run.js';

export function enqueue(memory: Memory, runs: readonly NewRun[]): EnqueueAnswer[] {
  checkNewRuns(runs);
  for (const { id } of runs) refuseKnown(memory, id);
  const now = memory.now;
  // Every run is built before the first is added: an input that is no JSON throws here, and nothing has changed.
  const born = runs.map((run) => newStoredRun(run, now));
  return runs.map((run, index) => add(memory, run, born[index] as StoredRun));
}

function refuseKnown(memory: Memory, id: string): void {
  if (memory.runs.get(id) === undefined) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `run ${id}: a run with this id exists already; give every run an id of its own`,
  );
}

function add(memory: Memory, run: NewRun, born: StoredRun): EnqueueAnswer {
  const sameKey = run.key === null ? [] : [...memory.runs.ofKey(run.job, run.key)];
  const holder = sameKey.find((other) => other.holdsKey);
  if (holder !== undefined) return meet(memory, run, holder);
  return addNew(memory, born, run.key !== null && run.dedup === 'latest' ? afterAllOf(sameKey) : run.parents);
}

/** A run that has begun is not changed any more, its checkpoint belongs to its input: it is kept, whatever was asked for. */
function meet(memory: Memory, run: NewRun, holder: StoredRun): EnqueueAnswer {
  if (run.dedup === 'keep' || holder.token > 0) return { runId: holder.id, outcome: 'kept' };
  const now = memory.now;
  const asked = dueAt(run, now);
  const longest = holder.createdAt + (run.maxWaitMs ?? Number.POSITIVE_INFINITY);
  const request = toRequest(run);
  memory.runs.change(holder, () => {
    Object.assign(holder, request);
    holder.runAt = run.dedup === 'debounce' ? Math.min(asked, longest) : asked;
  });
  if (holder.state !== 'waiting') makeReady(memory, holder);
  return { runId: holder.id, outcome: run.dedup === 'debounce' ? 'debounced' : 'replaced' };
}

function addNew(memory: Memory, born: StoredRun, parents: readonly ParentEdge[]): EnqueueAnswer {
  memory.dependencies.add(born, parents);
  memory.runs.add(born);
  if (parents.length === 0) makeReady(memory, born);
  return { runId: born.id, outcome: 'created' };
}

/** Those that have started: whatever their end is, the new run follows it. */
function afterAllOf(runs: readonly StoredRun[]): ParentEdge[] {
  return runs.map(({ id }) => ({ runId: id, onFailure: 'continue' }));
}

/** A run that waits for nobody: `scheduled` until it is due, else `queued`. */
export function makeReady(memory: Memory, run: StoredRun): void {
  const due = run.runAt <= memory.now;
  memory.runs.change(run, () => void (run.state = due ? 'queued' : 'scheduled'));
  memory.signals.queued({ due });
}

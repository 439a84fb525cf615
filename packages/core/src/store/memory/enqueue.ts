import { NightshiftError } from '../../errors.js';
import { checkNewRuns } from '../check-arguments.js';
import type { EnqueueAnswer } from '../contract.js';
import type { NewRun } from '../new-run.js';
import type { Memory } from './memory.js';
import { newStoredRun, type StoredRun } from './stored-run.js';

export function enqueue(memory: Memory, runs: readonly NewRun[]): EnqueueAnswer[] {
  checkNewRuns(runs);
  for (const { id } of runs) refuseKnown(memory, id);
  const now = memory.clock.now();
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
  const holder = run.key === null ? undefined : memory.runs.keyHolder(run.job, run.key);
  if (holder !== undefined) return { runId: holder.id, outcome: 'kept' };
  memory.dependencies.add(born, run.parents);
  memory.runs.add(born);
  if (run.parents.length === 0) makeReady(memory, born);
  return { runId: born.id, outcome: 'created' };
}

/** A run that waits for nobody: `scheduled` until it is due, else `queued`. */
export function makeReady(memory: Memory, run: StoredRun): void {
  const due = run.runAt <= memory.clock.now();
  memory.runs.change(run, { state: due ? 'queued' : 'scheduled' });
  if (due) memory.signals.queued();
}

import { checkSpawned } from '../check-arguments.js';
import type { Lease, LeaseAnswer } from '../contract.js';
import type { NewRun } from '../new-run.js';
import { makeReady } from './enqueue.js';
import { held, leasedRun, LOST } from './leases.js';
import type { Memory } from './memory.js';
import { newStoredRun } from './stored-run.js';

export function spawn(memory: Memory, lease: Lease, runs: readonly NewRun[]): LeaseAnswer {
  checkSpawned(runs);
  const now = memory.now;
  const born = runs.map((run) => newStoredRun(run, now, lease.runId));
  const parent = leasedRun(memory, lease);
  if (parent === undefined) return LOST;
  const added = born.filter((run) => memory.runs.get(run.id) === undefined);
  for (const run of added) {
    memory.runs.add(run);
    makeReady(memory, run);
  }
  memory.runs.change(parent, () => void (parent.openChildren += added.length));
  return held(parent);
}

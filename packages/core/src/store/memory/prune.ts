import { checkDelayMs, checkLimit } from '../check-arguments.js';
import type { PruneRequest } from '../contract.js';
import { FINAL_STATES } from '../run-record.js';
import type { Memory } from './memory.js';
import type { StoredRun } from './stored-run.js';

export function prune(memory: Memory, { olderThanMs, limit }: PruneRequest): number {
  checkLimit('limit', limit);
  for (const state of FINAL_STATES) checkDelayMs(`olderThanMs.${state}`, olderThanMs[state]);
  let pruned = 0;
  for (
    let run = oldestToPrune(memory, olderThanMs);
    run !== undefined && pruned < limit;
    run = oldestToPrune(memory, olderThanMs)
  ) {
    memory.runs.remove(run);
    memory.dependencies.remove(run.id);
    memory.logs.delete(run.id);
    pruned += 1;
  }
  return pruned;
}

function oldestToPrune(memory: Memory, olderThanMs: PruneRequest['olderThanMs']): StoredRun | undefined {
  const now = memory.clock.now();
  let oldest: StoredRun | undefined;
  for (const state of FINAL_STATES) {
    const run = memory.runs.finished[state].peek();
    if (run === undefined || endedAt(run) >= now - olderThanMs[state]) continue;
    if (oldest === undefined || endedAt(run) < endedAt(oldest)) oldest = run;
  }
  return oldest;
}

function endedAt(run: StoredRun): number {
  return run.finishedAt ?? 0;
}

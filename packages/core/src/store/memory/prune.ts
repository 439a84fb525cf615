import { checkDelayMs, checkLimit } from '../check-arguments.js';
import type { PruneRequest } from '../contract.js';
import { FINAL_STATES } from '../run-record.js';
import type { Heap } from './heap.js';
import type { Memory } from './memory.js';
import type { StoredRun } from './stored-run.js';

export function prune(memory: Memory, { olderThanMs, limit }: PruneRequest): number {
  checkLimit('limit', limit);
  for (const state of FINAL_STATES) checkDelayMs(`olderThanMs.${state}`, olderThanMs[state]);
  const wanted: { readonly run: StoredRun; readonly heap: Heap<StoredRun> }[] = [];
  let pruned = 0;
  while (pruned < limit) {
    const heap = withOldest(memory, olderThanMs);
    const run = heap?.pop();
    if (heap === undefined || run === undefined) break;
    if (isWanted(memory, run)) wanted.push({ run, heap });
    else {
      remove(memory, run);
      pruned += 1;
    }
  }
  for (const { run, heap } of wanted) heap.add(run);
  return pruned;
}

export function forget(memory: Memory, runIds: readonly string[]): boolean[] {
  return runIds.map((id) => {
    const run = memory.runs.get(id);
    if (run === undefined || run.finishedAt === null || isWanted(memory, run)) return false;
    remove(memory, run);
    return true;
  });
}

/** The results of a run stay for the unfinished run that spawned it, and for the unfinished runs that depend on it. */
function isWanted(memory: Memory, run: StoredRun): boolean {
  const parent = run.spawnedBy === null ? undefined : memory.runs.get(run.spawnedBy);
  if (parent?.finishedAt === null) return true;
  return memory.dependencies.dependentsOf(run.id).some(({ run: dependent }) => dependent.finishedAt === null);
}

function remove(memory: Memory, run: StoredRun): void {
  memory.runs.remove(run);
  memory.dependencies.remove(run.id);
  memory.logs.delete(run.id);
}

function withOldest(memory: Memory, olderThanMs: PruneRequest['olderThanMs']): Heap<StoredRun> | undefined {
  const now = memory.now;
  let oldest: { readonly heap: Heap<StoredRun>; readonly endedAt: number } | undefined;
  for (const state of FINAL_STATES) {
    const heap = memory.runs.finished[state];
    const endedAt = endOfFirst(heap);
    if (endedAt >= now - olderThanMs[state]) continue;
    if (oldest === undefined || endedAt < oldest.endedAt) oldest = { heap, endedAt };
  }
  return oldest?.heap;
}

function endOfFirst(heap: Heap<StoredRun>): number {
  return heap.peek()?.finishedAt ?? Number.POSITIVE_INFINITY;
}

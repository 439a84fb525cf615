import { checkDurationMs, checkLimit } from '../check-arguments.js';
import type { ClaimedRun, ClaimRequest, ReapAnswer, ReapRequest } from '../contract.js';
import { limitedCandidates } from './claim-limited.js';
import { countStarts, isPaused } from './limits.js';
import type { Memory } from './memory.js';
import { QueuedRuns } from './queued-runs.js';
import { byClaimOrder, type Eligible } from './ready-runs.js';
import { type StoredRun, toRecord } from './stored-run.js';

export function claim(memory: Memory, request: ClaimRequest): ClaimedRun[] {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  const now = memory.now;
  const leaseExpiresAt = now + request.leaseMs;
  const chosen = choose(memory, request);
  countStarts(memory, chosen, request.limits ?? []);
  return chosen.map((run) => {
    memory.runs.queued.limited.served(run);
    memory.runs.change(run, () => {
      run.state = 'running';
      run.attempt += 1;
      run.startedAt = now;
      run.worker = request.worker;
      run.token += 1;
      run.leaseExpiresAt = leaseExpiresAt;
      run.holdsKey &&= run.dedup === 'keep';
    });
    return toRecord(run);
  });
}

/** The dead worker's attempt goes on under the lease of whoever reaps it: `attempt`, `worker` and `startedAt` stay. */
export function reap(memory: Memory, request: ReapRequest): ReapAnswer {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  const now = memory.now;
  const runs: ClaimedRun[] = [];
  const nextExpiry = (): number | null => memory.runs.leased.peek()?.leaseExpiresAt ?? null;
  for (let at = nextExpiry(); runs.length < request.limit && at !== null && at <= now; at = nextExpiry()) {
    const run = memory.runs.leased.peek() as StoredRun;
    memory.runs.change(run, () => {
      run.token += 1;
      run.leaseExpiresAt = now + request.leaseMs;
    });
    runs.push(toRecord(run));
  }
  const next = nextExpiry();
  return { runs, nextExpiryMs: next === null ? null : Math.max(0, next - now) };
}

function choose(memory: Memory, request: ClaimRequest): StoredRun[] {
  const eligible: Eligible = {
    jobs: [...new Set(request.jobs)].filter((job) => !isPaused(memory, { job })),
    takesQueue: (queue) => (request.queues?.includes(queue) ?? true) && !isPaused(memory, { queue }),
  };
  const queued = amongWhich(memory, request);
  const limited = limitedCandidates(memory, { queued, eligible, request });
  const free = queued.free.take(eligible, request.limit);
  if (limited.length === 0) return free;
  if (free.length === 0) return limited;
  const chosen = new Set(merge(free, limited, request.limit));
  for (const run of free) if (!chosen.has(run)) queued.free.add(run);
  return [...chosen];
}

function amongWhich(memory: Memory, { only }: ClaimRequest): QueuedRuns {
  if (only === undefined) return memory.runs.queued;
  const flow = only.flowId === undefined ? undefined : memory.runs.queuedOfFlow(only.flowId);
  if (only.runIds === undefined && flow !== undefined) return flow;
  // A few runs that were named, and those of the flow with them.
  const named = new QueuedRuns();
  const ids = new Set([...(only.runIds ?? []), ...(only.flowId === undefined ? [] : idsOf(memory, only.flowId))]);
  for (const id of ids) {
    const run = memory.runs.get(id);
    if (run?.state === 'queued') named.add(run);
  }
  return named;
}

function idsOf(memory: Memory, flowId: string): string[] {
  return [...memory.runs.ofFlow(flowId)].map((run) => run.id);
}

/** Two lists as one, each in its own order: of their heads the one that would be claimed first goes first. */
function merge(free: readonly StoredRun[], limited: readonly StoredRun[], limit: number): StoredRun[] {
  const merged: StoredRun[] = [];
  let position = 0;
  for (const run of limited) {
    for (let next = free[position]; next !== undefined && byClaimOrder(next, run) < 0; next = free[position]) {
      merged.push(next);
      position += 1;
    }
    merged.push(run);
  }
  return [...merged, ...free.slice(position)].slice(0, limit);
}

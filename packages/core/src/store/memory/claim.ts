import { checkDurationMs, checkLimit } from '../check-arguments.js';
import type { ClaimedRun, ClaimRequest, ReapRequest } from '../contract.js';
import type { Memory } from './memory.js';
import { byClaimOrder, type Eligible } from './ready-runs.js';
import { type StoredRun, toRecord } from './stored-run.js';

export function claim(memory: Memory, request: ClaimRequest): ClaimedRun[] {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  const now = memory.clock.now();
  const leaseExpiresAt = now + request.leaseMs;
  return candidates(memory, request).map((run) => {
    memory.runs.change(run, {
      state: 'running',
      attempt: run.attempt + 1,
      startedAt: now,
      worker: request.worker,
      token: run.token + 1,
      leaseExpiresAt,
    });
    return toRecord(run);
  });
}

/** The dead worker's attempt goes on under the lease of whoever reaps it: `attempt`, `worker` and `startedAt` stay. */
export function reap(memory: Memory, request: ReapRequest): ClaimedRun[] {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  const now = memory.clock.now();
  const reaped: ClaimedRun[] = [];
  while (reaped.length < request.limit) {
    const run = memory.runs.leased.peek();
    if (run === undefined || (run.leaseExpiresAt ?? now) > now) break;
    memory.runs.change(run, { token: run.token + 1, leaseExpiresAt: now + request.leaseMs });
    reaped.push(toRecord(run));
  }
  return reaped;
}

function candidates(memory: Memory, request: ClaimRequest): StoredRun[] {
  const eligible: Eligible = { jobs: request.jobs, queues: request.queues };
  const { only, limit } = request;
  if (only === undefined) return memory.runs.ready.take(eligible, limit);
  if ('flowId' in only) return memory.runs.readyOfFlow(only.flowId)?.take(eligible, limit) ?? [];
  return [...new Set(only.runIds)]
    .map((id) => memory.runs.get(id))
    .filter((run) => run !== undefined)
    .filter((run) => run.state === 'queued' && isEligible(run, eligible))
    .sort(byClaimOrder)
    .slice(0, limit);
}

function isEligible(run: StoredRun, { jobs, queues }: Eligible): boolean {
  return jobs.includes(run.job) && (queues === undefined || queues.includes(run.queue));
}

import {
  checkDurationMs,
  checkLimit,
  type ClaimedRun,
  type ClaimOnly,
  type ClaimRequest,
  type ReapAnswer,
  type ReapRequest,
} from '@nightshift/core';
import { isRunId, lookedFor, readable } from '../hostile-text.js';
import { arrayLiteral, arrayLiteralOrNull } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toClaimedRuns, type ClaimRow } from './claim-row.js';
import { toRules } from './limits.js';

import { toRunRecord, type RunRow } from './run-row.js';

export async function claim(session: SqlSession, request: ClaimRequest): Promise<ClaimedRun[]> {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  const { only } = request;
  const params = [
    session.now(),
    readable(request.worker),
    arrayLiteral(request.jobs.map(lookedFor)),
    arrayLiteralOrNull(request.queues?.map(lookedFor)),
    request.limit,
    request.leaseMs,
    toRules(request.limits ?? []),
  ];
  if (only === undefined) return toClaimedRuns(await session.ask<ClaimRow>('claim', params, { lane: 'engine' }));
  const rows = await session.ask<RunRow>('claimOnly', [...params, ...limitedTo(only)], { lane: 'engine' });
  return rows.map(toRunRecord);
}

function limitedTo({ runIds = [], flowId }: ClaimOnly): [runIds: string, flowId: string | null] {
  return [arrayLiteral(runIds.filter(isRunId)), flowId === undefined ? null : lookedFor(flowId)];
}

export async function reap(session: SqlSession, request: ReapRequest): Promise<ReapAnswer> {
  checkLimit('limit', request.limit);
  checkDurationMs('leaseMs', request.leaseMs);
  if (session.connection.exclusive) await overdueTimers();
  const { runs, nextExpiryMs } = await session.askOne<{ runs: RunRow[]; nextExpiryMs: number | null }>(
    'reap',
    [session.now(), request.limit, request.leaseMs],
    { lane: 'engine' },
  );
  return { runs: runs.map(toRunRecord), nextExpiryMs };
}

// Every lease of an exclusive store is held in this process. When something kept its event loop busy for longer than a
// lease, renewals and this call are overdue alike and run in any order. One turn of the loop later all overdue timers have
// fired, so the renewals are in the queue, ahead of the reap.
function overdueTimers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import {
  checkDurationMs,
  checkLimit,
  type ClaimedRun,
  type ClaimOnly,
  type ClaimRequest,
  type ReapAnswer,
  type ReapRequest,
} from '@nightshift/core';
import { toDocument } from '../documents.js';
import { isRunId, toId, toNameOrNone, toRow } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { toClaimedRun, toRunRecord } from '../run-record.js';
import { toRuleRow } from './limits.js';

const ANY = '*';

export async function claim(session: RedisSession, request: ClaimRequest): Promise<ClaimedRun[]> {
  const { worker, limit, leaseMs, jobs, queues, only, limits = [] } = request;
  checkLimit('limit', limit);
  checkDurationMs('leaseMs', leaseMs);
  const [leaseExpiresAt, ...runs] = await session.run('claim', [
    toDocument(worker),
    String(limit),
    String(Math.ceil(leaseMs)),
    toRow(jobs),
    queues === undefined ? ANY : toRow(queues),
    only === undefined ? ANY : namedBy(only),
    ...limits.map((rule) => toRuleRow(rule)),
  ]);
  return runs.map((row) => toClaimedRun(row, leaseExpiresAt));
}

function namedBy({ runIds = [], flowId }: ClaimOnly): string {
  return [toNameOrNone(flowId), ...runIds.filter(isRunId).map(toId)].join('\n');
}

export async function reap(session: RedisSession, { limit, leaseMs }: ReapRequest): Promise<ReapAnswer> {
  checkLimit('limit', limit);
  checkDurationMs('leaseMs', leaseMs);
  const [nextExpiryMs, runs] = await session.run('reap', [String(limit), String(Math.ceil(leaseMs))]);
  return { runs: runs.map(toRunRecord), nextExpiryMs: nextExpiryMs === '' ? null : Number(nextExpiryMs) };
}

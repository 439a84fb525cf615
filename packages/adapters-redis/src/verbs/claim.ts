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
import { toClaimedRun, toClaimedTogether, toRunRecord } from '../run-record.js';
import type { Pairs } from '../script-answers.js';
import { toRuleRow } from './limits.js';

const ANY = '*';

export async function claim(session: RedisSession, request: ClaimRequest): Promise<ClaimedRun[]> {
  const { worker, limit, leaseMs, jobs, queues, only, limits = [] } = request;
  checkLimit('limit', limit);
  checkDurationMs('leaseMs', leaseMs);
  const answers = await session.run('claim', [
    toDocument(worker),
    String(limit),
    String(Math.ceil(leaseMs)),
    toRow(jobs),
    queues === undefined ? ANY : toRow(queues),
    only === undefined ? ANY : namedBy(only),
    ...limits.map((rule) => toRuleRow(rule)),
  ]);
  const together = toClaimedTogether(worker, [answers[0], answers[1]]);
  const runs: ClaimedRun[] = [];
  for (let at = 2; at < answers.length; at += 3) {
    const [member, doc, known] = [answers[at] as string, answers[at + 1] as string, answers[at + 2] as Pairs | null];
    runs.push(toClaimedRun(together, member, { doc, known }));
  }
  return runs;
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

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
import { ID_LENGTH, isRunId, toId, toNameOrNone, toRow } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { BirthReader } from '../run-birth.js';
import { toClaimedRun, toClaimedTogether, toRunRecord } from '../run-record.js';
import type { Pairs, ScriptAnswers } from '../script-answers.js';
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
  return toClaimedRuns(worker, answers);
}

function toClaimedRuns(worker: string, answers: ScriptAnswers['claim']): ClaimedRun[] {
  const [leaseExpiresAt, hold, ids, known, ...pieces] = answers;
  const together = toClaimedTogether(worker, [leaseExpiresAt, hold]);
  const fieldsAt = new Map<number, Pairs>();
  // Lua counts from 1.
  for (let at = 0; at < known.length; at += 2) fieldsAt.set((known[at] as number) - 1, known[at + 1] as Pairs);
  const runs: ClaimedRun[] = [];
  for (const piece of pieces) {
    for (const births = new BirthReader(piece); !births.isAtEnd;) {
      const id = ids.slice(runs.length * ID_LENGTH, (runs.length + 1) * ID_LENGTH);
      runs.push(toClaimedRun(together, id, { birth: births.next(), known: fieldsAt.get(runs.length) }));
    }
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

import {
  checkDelayMs,
  checkLimit,
  FINAL_STATES,
  type CancelAnswer,
  type CancelReason,
  type PromoteAnswer,
  type PruneRequest,
} from '@nightshift/core';
import { isRunId } from '../hostile-text.js';
import { arrayLiteral } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toDocument } from './documents.js';
import { untilInTime } from './until-in-time.js';

interface CancelRow {
  readonly id: string | null;
  readonly answer: CancelAnswer;
  readonly late: boolean | null;
  readonly missed: boolean;
}

export async function cancel(
  session: SqlSession,
  runIds: readonly string[],
  reason: CancelReason,
): Promise<CancelAnswer[]> {
  const params = [session.now(), arrayLiteral(runIds.filter(isRunId)), toDocument(reason), session.channel];
  const ask = () => untilInTime(() => session.ask<CancelRow>('cancel', params, { lane: 'caller' }));
  const rows = await ask();
  // What a run spawned while this waited for its lock. Whatever it spawns from now on, it is told of the request.
  if (rows[0]?.missed === true) await ask();
  const answers = new Map(rows.map(({ id, answer }) => [id, answer]));
  return runIds.map((runId) => answers.get(runId.toLowerCase()) ?? 'unknown');
}

export async function promote(session: SqlSession, limit: number): Promise<PromoteAnswer> {
  checkLimit('limit', limit);
  const answer = await session.askOne<PromoteAnswer>('promote', [session.now(), limit, session.channel], {
    lane: 'engine',
  });
  const { promoted, nextDueMs } = answer;
  return { promoted, nextDueMs };
}

export async function forget(session: SqlSession, runIds: readonly string[]): Promise<boolean[]> {
  const gone = await session.ask<string>('forget', [arrayLiteral(runIds.filter(isRunId))], { lane: 'caller' });
  const deleted = new Set(gone);
  return runIds.map((runId) => deleted.has(runId.toLowerCase()));
}

export async function prune(session: SqlSession, { olderThanMs, limit }: PruneRequest): Promise<number> {
  checkLimit('limit', limit);
  for (const state of FINAL_STATES) checkDelayMs(`olderThanMs.${state}`, olderThanMs[state]);
  const { success, failed, cancelled } = olderThanMs;
  return session.askOne<number>('prune', [session.now(), success, failed, cancelled, limit], {
    lane: 'engine',
  });
}

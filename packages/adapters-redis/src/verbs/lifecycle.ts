import {
  checkDelayMs,
  checkLimit,
  FINAL_STATES,
  type CancelAnswer,
  type CancelReason,
  type PromoteAnswer,
  type PruneRequest,
} from '@nightshift/core';
import { toDocument } from '../documents.js';
import { toId } from '../names.js';
import type { RedisSession } from '../redis-session.js';

export async function cancel(
  session: RedisSession,
  runIds: readonly string[],
  reason: CancelReason,
): Promise<CancelAnswer[]> {
  return [...(await session.run('cancel', [toDocument(reason), ...runIds.map(toId)]))];
}

export async function promote(session: RedisSession, limit: number): Promise<PromoteAnswer> {
  checkLimit('limit', limit);
  const [promoted, nextDueMs] = await session.run('promote', [String(limit)]);
  return { promoted, nextDueMs: nextDueMs === '' ? null : Number(nextDueMs) };
}

export async function prune(session: RedisSession, { olderThanMs, limit }: PruneRequest): Promise<number> {
  checkLimit('limit', limit);
  for (const state of FINAL_STATES) checkDelayMs(`olderThanMs.${state}`, olderThanMs[state]);
  const ages = (['success', 'failed', 'cancelled'] as const).map((state) => String(Math.ceil(olderThanMs[state])));
  return session.run('prune', [String(limit), ...ages]);
}

export async function forget(session: RedisSession, runIds: readonly string[]): Promise<boolean[]> {
  return (await session.run('forget', runIds.map(toId))).map((answer) => answer === 1);
}

import { ATTEMPTS_KEPT, type LeaseAnswer, type Settlement } from '@nightshift/core';
import { isRunId } from '../hostile-text.js';
import { bareArrayLiteral, sparseArrayLiteral } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toDocumentOrNull } from './documents.js';
import { answersOnce, leaseKey, toKey, type HeldRow } from './leases.js';
import { untilInTime } from './until-in-time.js';

interface PlainRow extends HeldRow {
  /** True when every lease was held and none of the runs is to be cancelled. */
  readonly all?: boolean;
  /** True when somebody waits for one of the runs, and nothing has changed. */
  readonly awaited?: boolean;
}

interface SettledRow extends HeldRow {
  /** True when nothing has changed and the statement is to be run again. */
  readonly late: boolean | null;
}

export async function settle(
  session: SqlSession,
  settlements: readonly Settlement[],
  tx: unknown,
): Promise<LeaseAnswer[]> {
  const leases = settlements.map(({ lease }) => lease);
  const items = inOrder(settlements);
  const rows = await settlePlain(session, items, tx);
  if (rows[0]?.awaited === true) return answersOnce(leases, await settleAwaited(session, settlements, tx));
  if (rows[0]?.all !== true) return answersOnce(leases, rows);
  return answersOnce(
    leases,
    items.map(({ lease }) => ({ id: lease.runId.toLowerCase(), token: lease.token, cancel: null })),
  );
}

function settlePlain(session: SqlSession, items: readonly Settlement[], tx: unknown): Promise<PlainRow[]> {
  const documents = (of: (item: Settlement) => Parameters<typeof toDocumentOrNull>[0]): string | null =>
    sparseArrayLiteral(items.map((item) => toDocumentOrNull(of(item))));
  const params = [
    session.now(),
    bareArrayLiteral(items.map(({ lease }) => lease.runId)),
    bareArrayLiteral(items.map(({ lease }) => lease.token)),
    bareArrayLiteral(items.map(({ state }) => state)),
    documents(({ output }) => output),
    documents(({ error }) => error),
    documents(({ cancel }) => cancel),
    sparseArrayLiteral(items.map(({ attempt }) => attempt.outcome)),
    documents(({ attempt }) => attempt.error),
    ATTEMPTS_KEPT,
    session.channel,
  ];
  return session.ask<PlainRow>('settlePlain', params, { lane: 'engine', tx });
}

function settleAwaited(session: SqlSession, settlements: readonly Settlement[], tx: unknown): Promise<SettledRow[]> {
  const items = settlements.map(({ lease, state, output, error, cancel, attempt }, ordinal) => ({
    ordinal,
    ...toKey(lease),
    state,
    output: toDocumentOrNull(output),
    error: toDocumentOrNull(error),
    cancel: toDocumentOrNull(cancel),
    outcome: attempt.outcome,
    attempt_error: toDocumentOrNull(attempt.error),
  }));
  const known = JSON.stringify(items.filter(({ id }) => isRunId(id)));
  return untilInTime(() =>
    session.ask<SettledRow>('settle', [session.now(), known, ATTEMPTS_KEPT, session.channel], { lane: 'engine', tx }),
  );
}

/** Each lease once, of several endings the first, in the order in which statements lock runs. */
function inOrder(settlements: readonly Settlement[]): Settlement[] {
  const first = new Map<string, Settlement>();
  for (const settlement of settlements) {
    const key = leaseKey(settlement.lease);
    if (isRunId(settlement.lease.runId) && !first.has(key)) first.set(key, settlement);
  }
  return [...first].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, settlement]) => settlement);
}

import {
  ATTEMPTS_KEPT,
  checkDelayMs,
  checkDurationMs,
  type CancelReason,
  type CancelRequest,
  type Json,
  type Lease,
  type LeaseAnswer,
  type Release,
  type Report,
} from '@nightshift/core';
import { isRunId, readable } from '../hostile-text.js';
import { arrayLiteral } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toDocument, toDocumentOrNull } from './documents.js';

/** A lease that a statement found held. */
export interface HeldRow {
  readonly id: string | null;
  readonly token: number;
  readonly cancel: CancelReason | null;
}

export async function extend(session: SqlSession, leases: readonly Lease[], leaseMs: number): Promise<LeaseAnswer[]> {
  checkDurationMs('leaseMs', leaseMs);
  const held = await session.ask<HeldRow>('extend', [session.now(), JSON.stringify(storable(leases)), leaseMs], {
    lane: 'renewal',
  });
  return answersFor(leases, held);
}

export async function cancelRequests(session: SqlSession, runIds: readonly string[]): Promise<CancelRequest[]> {
  const rows = await session.ask<{ id: string; cancel: CancelReason }>(
    'cancelRequests',
    [arrayLiteral(runIds.filter(isRunId))],
    { lane: 'renewal' },
  );
  const reasons = new Map(rows.map(({ id, cancel }) => [id, cancel]));
  return runIds.flatMap((runId) => {
    const reason = reasons.get(runId.toLowerCase());
    return reason === undefined ? [] : [{ runId, reason }];
  });
}

export async function report(session: SqlSession, reports: readonly Report[]): Promise<LeaseAnswer[]> {
  const known = reports.filter(({ lease }) => isRunId(lease.runId));
  const items = known.map(({ lease, progress }, ordinal) => ({
    ordinal,
    ...toKey(lease),
    progress: toDocumentOrNull(progress),
  }));
  const lines = known.flatMap(({ lease, logs = [] }) =>
    logs.map(({ at, level, message, fields }) => ({
      ...toKey(lease),
      at: at.getTime(),
      level,
      message: readable(message),
      fields: toDocumentOrNull(fields),
    })),
  );
  const numbered = lines.map((line, ordinal) => ({ ordinal, ...line }));
  const held = await session.ask<HeldRow>('report', [JSON.stringify(items), JSON.stringify(numbered)], {
    lane: 'engine',
  });
  return answersFor(
    reports.map(({ lease }) => lease),
    held,
  );
}

interface Checkpoint {
  readonly lease: Lease;
  readonly value: Json;
  readonly tx: unknown;
}

export async function checkpoint(session: SqlSession, { lease, value, tx }: Checkpoint): Promise<LeaseAnswer> {
  if (!isRunId(lease.runId)) return LOST;
  const held = await session.ask<HeldRow>('checkpoint', [lease.runId, String(lease.token), toDocument(value)], {
    lane: 'caller',
    tx,
  });
  return answersFor([lease], held)[0]!;
}

export async function release(session: SqlSession, releases: readonly Release[]): Promise<LeaseAnswer[]> {
  for (const { delayMs } of releases) checkDelayMs('delayMs', delayMs);
  const items = releases.map(
    ({ lease, delayMs, spend, untilChildren = false, closesWindow = false, attempt }, ordinal) => ({
      ordinal,
      ...toKey(lease),
      delay_ms: delayMs,
      spend,
      until_children: untilChildren,
      closes_window: closesWindow,
      outcome: attempt.outcome,
      attempt_error: toDocumentOrNull(attempt.error),
    }),
  );
  const known = JSON.stringify(items.filter(({ id }) => isRunId(id)));
  const params = [session.now(), known, ATTEMPTS_KEPT, session.channel];
  const held = await session.ask<HeldRow>('release', params, { lane: 'engine' });
  return answersOnce(
    releases.map(({ lease }) => lease),
    held,
  );
}

/** A lease ends once: of two endings in one list the first counts. */
export function answersOnce(leases: readonly Lease[], held: readonly HeldRow[]): LeaseAnswer[] {
  const seen = new Set<string>();
  return answersFor(leases, held).map((answer, index) => {
    const key = leaseKey(leases[index]!);
    if (seen.has(key)) return LOST;
    seen.add(key);
    return answer;
  });
}

const LOST: LeaseAnswer = { held: false };

export function answersFor(leases: readonly Lease[], held: readonly HeldRow[]): LeaseAnswer[] {
  const byLease = new Map(held.map(({ id, token, cancel }) => [`${id} ${token}`, cancel]));
  return leases.map((lease) => {
    const cancel = byLease.get(leaseKey(lease));
    return cancel === undefined ? LOST : { held: true, cancel };
  });
}

function storable(leases: readonly Lease[]): { id: string; token: number }[] {
  return leases.filter(({ runId }) => isRunId(runId)).map(toKey);
}

export function toKey({ runId, token }: Lease): { id: string; token: number } {
  return { id: runId, token };
}

export function leaseKey({ runId, token }: Lease): string {
  return `${runId.toLowerCase()} ${token}`;
}

import {
  ATTEMPTS_KEPT,
  checkDelayMs,
  checkDurationMs,
  type CancelReason,
  type CancelRequest,
  type EndedAttempt,
  type Json,
  type Lease,
  type LeaseAnswer,
  type NewLog,
  type Release,
  type Report,
  type Settlement,
} from '@nightshift/core';
import { fromDocument, toDocument, toDocumentOrNone } from '../documents.js';
import { extendArgs, toKey } from '../lease-args.js';
import { toId } from '../names.js';
import type { RedisSession } from '../redis-session.js';

export async function extend(session: RedisSession, leases: readonly Lease[], leaseMs: number): Promise<LeaseAnswer[]> {
  checkDurationMs('leaseMs', leaseMs);
  return toAnswers(await session.run('extend', extendArgs(leases, leaseMs)));
}

export async function cancelRequests(session: RedisSession, runIds: readonly string[]): Promise<CancelRequest[]> {
  const reasons = await session.run('cancelRequests', runIds.map(toId));
  return runIds.flatMap((runId, index) => {
    const reason = reasons[index];
    return reason === null || reason === undefined ? [] : [{ runId, reason: fromDocument<CancelReason>(reason) }];
  });
}

export async function report(session: RedisSession, reports: readonly Report[]): Promise<LeaseAnswer[]> {
  const rows = reports.map(({ lease, progress, logs = [] }) =>
    [...toKey(lease), toDocumentOrNone(progress), ...logs.map(toLine)].join('\n'),
  );
  return toAnswers(await session.run('report', rows));
}

export async function checkpoint(session: RedisSession, lease: Lease, value: Json): Promise<LeaseAnswer> {
  return toAnswer(await session.run('checkpoint', [...toKey(lease), toDocument(value)]));
}

export async function settle(session: RedisSession, settlements: readonly Settlement[]): Promise<LeaseAnswer[]> {
  return toAnswers(await session.run('settle', settlements.flatMap(toSettlementArgs)));
}

function toSettlementArgs({ lease, state, output, error, cancel, attempt }: Settlement): string[] {
  const end = `${state}\n${toEnding(attempt)}`;
  const hasMore = output !== null || error !== null || cancel !== undefined;
  const more = hasMore ? ['', toDocumentOrNone(output), toDocumentOrNone(error), toDocumentOrNone(cancel)] : [];
  return [...toKey(lease), end + more.join('\n')];
}

export async function release(session: RedisSession, releases: readonly Release[]): Promise<LeaseAnswer[]> {
  for (const { delayMs } of releases) checkDelayMs('delayMs', delayMs);
  const rows = releases.map(({ lease, delayMs, spend, untilChildren, closesWindow, attempt }) =>
    [
      ...toKey(lease),
      String(Math.ceil(Math.max(0, delayMs))),
      toFlag(spend),
      toFlag(untilChildren),
      toFlag(closesWindow),
      toEnding(attempt),
    ].join('\n'),
  );
  return toAnswers(await session.run('release', [String(ATTEMPTS_KEPT), ...rows]));
}

export function toAnswers(answers: readonly (string | null)[]): LeaseAnswer[] {
  return answers.map(toAnswer);
}

/** Nothing for a lost lease, else the request to cancel, empty without one. */
export function toAnswer(answer: string | null): LeaseAnswer {
  if (answer === null) return { held: false };
  return { held: true, cancel: answer === '' ? null : fromDocument<CancelReason>(answer) };
}

/** How an attempt ended, as a part of its JSON text: the script knows the rest of it. */
function toEnding({ outcome, error }: EndedAttempt): string {
  return toDocument({ outcome, error }).slice(1, -1);
}

function toLine({ at, level, message, fields }: NewLog): string {
  return toDocument({ at: at.getTime(), level, message, fields });
}

function toFlag(is: boolean | undefined): string {
  return is === true ? '1' : '0';
}

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
import { isRunId, toId } from '../names.js';
import type { RedisSession } from '../redis-session.js';

const HELD: LeaseAnswer = { held: true, cancel: null };
/** What a script takes in place of an id that no run can have. */
const NO_RUN = '00000000-0000-0000-0000-000000000000';

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
  const answers = await session.run('settle', toSettlementArgs(settlements));
  return answers === null ? settlements.map(() => HELD) : toAnswers(answers);
}

/** Neighbours that were claimed together and ended alike are one to the script, with their ids behind one another. */
function toSettlementArgs(settlements: readonly Settlement[]): string[] {
  const args: string[] = [];
  let last: readonly [token: number, end: string] | null = null;
  for (const settlement of settlements) {
    const { runId, token } = settlement.lease;
    const end = toEnd(settlement);
    const id = isRunId(runId) ? toId(runId) : NO_RUN;
    if (last?.[0] === token && last[1] === end) args[args.length - 1] += id;
    else args.push(String(token), end, id);
    last = [token, end];
  }
  return args;
}

function toEnd({ state, output, error, cancel, attempt }: Settlement): string {
  const end = `${state}\n${toEnding(attempt)}`;
  if (output === null && error === null && cancel === undefined) return end;
  const reason = state === 'cancelled' ? cancel : undefined;
  return [end, toDocumentOrNone(output), toDocumentOrNone(error), toDocumentOrNone(reason)].join('\n');
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
  return answer === '' ? HELD : { held: true, cancel: fromDocument<CancelReason>(answer) };
}

/** How an attempt ended, as a part of its JSON text: the script knows the rest of it. */
function toEnding({ outcome, error }: EndedAttempt): string {
  if (error === undefined) return `"outcome":"${outcome}"`;
  return toDocument({ outcome, error }).slice(1, -1);
}

function toLine({ at, level, message, fields }: NewLog): string {
  return toDocument({ at: at.getTime(), level, message, fields });
}

function toFlag(is: boolean | undefined): string {
  return is === true ? '1' : '0';
}

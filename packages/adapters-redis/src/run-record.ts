import {
  ATTEMPTS_KEPT,
  type AttemptRecord,
  type CancelReason,
  type DedupMode,
  type Json,
  type RunError,
  type RunProgress,
  type RunRecord,
  type RunState,
  type RunTrigger,
} from '@nightshift/core';
import { fromDocument, fromDocumentOrNull } from './documents.js';
import { fromName, fromNameOrNull } from './names.js';
import type { Pairs } from './script-answers.js';

/** The fields of a run's hash, as `lib/runs.lua` has them; what a run has none of is not there. */
type RunFields = Readonly<Record<string, string | undefined>>;

export function toRunRecord(pairs: Pairs): RunRecord {
  return fromFields(toFields(pairs));
}

/** As a claim answers: id, tags, document, hold and when it was due, then other fields if there are any. */
export function toClaimedRun(row: Pairs, leaseExpiresAt: string): RunRecord {
  const [id, tags, doc, hold, at] = row;
  return fromFields({ state: 'running', id, tags, doc, at, lease: leaseExpiresAt, ...toFields(row, 5), hold });
}

function fromFields(run: RunFields): RunRecord {
  const { state, tags = '', doc = '' } = run;
  const [job = '', queue = '', group = '', trigger = ''] = tags.split('|');
  const birth = toBirth(doc);
  const hold = toHold(run['hold']);
  const isRunning = state === 'running';
  const finishedAt = toDateOrNull(run['ended']);
  return {
    id: run['id'] ?? '',
    job: fromName(job),
    queue: fromName(queue),
    group: fromNameOrNull(group),
    state: state as RunState,
    input: birth.input,
    version: birth.version,
    output: fromDocumentOrNull<Json>(run['output']),
    error: fromDocumentOrNull<RunError>(run['error']),
    priority: Number(run['priority'] ?? 0),
    attempt: hold.attempt,
    maxAttempts: birth.maxAttempts,
    attempts: toAttempts(run, hold, finishedAt),
    runAt: toDate(run['at'] ?? ''),
    key: fromNameOrNull(run['key']),
    dedup: birth.dedup,
    limitKey: fromNameOrNull(run['limit']),
    flowId: fromNameOrNull(run['flow']),
    trigger: trigger as RunTrigger,
    retryOf: birth.retryOf,
    spawnedBy: run['by'] ?? null,
    openChildren: Number(run['open'] ?? 0),
    scheduledFor: birth.scheduledFor,
    headers: birth.headers,
    progress: fromDocumentOrNull<RunProgress>(run['progress']),
    checkpoint: fromDocumentOrNull<Json>(run['checkpoint']),
    cancel: fromDocumentOrNull<CancelReason>(run['cancel']),
    worker: isRunning ? hold.worker : null,
    token: hold.token,
    leaseExpiresAt: isRunning ? toDateOrNull(run['lease']) : null,
    createdAt: birth.createdAt,
    startedAt: hold.startedAt,
    finishedAt,
  };
}

/** Field and value in turn, the last of a field counting. */
export function toFields(pairs: Pairs, from = 0): RunFields {
  const fields: Record<string, string> = {};
  for (let at = from; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  return fields;
}

type Birth = Pick<
  RunRecord,
  'createdAt' | 'version' | 'maxAttempts' | 'headers' | 'dedup' | 'retryOf' | 'scheduledFor' | 'input'
>;

/** Four lines: when it was made, how it was asked for, rare facts, and its input. */
function toBirth(doc: string): Birth {
  const first = doc.indexOf('\n');
  const second = doc.indexOf('\n', first + 1);
  const third = doc.indexOf('\n', second + 1);
  return {
    createdAt: toDate(doc.slice(0, first)),
    ...toAsked(doc.slice(first + 1, second)),
    ...toFacts(doc.slice(second + 1, third)),
    input: fromDocument<Json>(doc.slice(third + 1)),
  };
}

interface Hold {
  readonly token: number;
  readonly attempt: number;
  readonly startedAt: Date | null;
  readonly worker: string | null;
}

const NEVER_HELD: Hold = { token: 0, attempt: 0, startedAt: null, worker: null };

/** Token, attempt, start, and the worker as JSON text. */
function toHold(text: string | undefined): Hold {
  if (text === undefined) return NEVER_HELD;
  const [token = '', attempt = '', started = ''] = text.split(' ', 3);
  return {
    token: Number(token),
    attempt: Number(attempt),
    startedAt: toDate(started),
    worker: fromDocument<string>(text.slice(token.length + attempt.length + started.length + 3)),
  };
}

function toAsked(ask: string): Pick<RunRecord, 'version' | 'maxAttempts' | 'headers'> {
  const first = ask.indexOf(' ');
  const second = ask.indexOf(' ', first + 1);
  return {
    version: Number(ask.slice(0, first)),
    maxAttempts: Number(ask.slice(first + 1, second)),
    headers: fromDocumentOrNull<Readonly<Record<string, string>>>(ask.slice(second + 1)),
  };
}

function toFacts(text: string): Pick<RunRecord, 'dedup' | 'retryOf' | 'scheduledFor'> {
  if (text === '') return { dedup: 'keep', retryOf: null, scheduledFor: null };
  const { dedup, retryOf, scheduledFor } = fromDocument<Facts>(text);
  return { dedup, retryOf, scheduledFor: scheduledFor === null ? null : new Date(scheduledFor) };
}

interface Facts {
  readonly dedup: DedupMode;
  readonly retryOf: string | null;
  readonly scheduledFor: number | null;
}

type AttemptLine = Omit<AttemptRecord, 'startedAt' | 'endedAt'> & {
  readonly startedAt: number;
  readonly endedAt: number;
};

/** Earlier attempts are a line each; the last of a finished run is in what it was held by, and how it ended. */
function toAttempts({ tries, how }: RunFields, hold: Hold, endedAt: Date | null): AttemptRecord[] {
  const attempts = tries === undefined || tries === '' ? [] : tries.split('\n').map(toAttempt);
  if (how === undefined || endedAt === null) return attempts;
  const { attempt, worker, startedAt } = hold;
  const ending = fromDocument<Pick<AttemptRecord, 'outcome' | 'error'>>(`{${how}}`);
  const last = { attempt, worker: worker ?? '', startedAt: startedAt ?? endedAt, endedAt, ...ending };
  return [...attempts, last].slice(-ATTEMPTS_KEPT);
}

function toAttempt(line: string): AttemptRecord {
  const { startedAt, endedAt, ...attempt } = fromDocument<AttemptLine>(line);
  return { ...attempt, startedAt: new Date(startedAt), endedAt: new Date(endedAt) };
}

function toDate(ms: string): Date {
  return new Date(Number(ms));
}

function toDateOrNull(ms: string | undefined): Date | null {
  return ms === undefined ? null : toDate(ms);
}

import {
  ATTEMPTS_KEPT,
  type AttemptRecord,
  type CancelReason,
  type Json,
  type RunError,
  type RunProgress,
  type RunRecord,
  type RunState,
} from '@nightshift/core';
import { fromDocument, fromDocumentOrNull } from './documents.js';
import { fromNameOrNull } from './names.js';
import { BirthReader, type Birth } from './run-birth.js';
import type { Pairs } from './script-answers.js';

/** The fields of a run's hash, as `lib/runs.lua` has them; what a run has none of is not there. */
type RunFields = Readonly<Record<string, string | undefined>>;

export function toRunRecord(pairs: Pairs): RunRecord {
  const fields = withPlain(toFields(pairs));
  const hold = toHold(fields['hold'], fromDocumentOrNull<string>(fields['worker']));
  const birth = new BirthReader(fields['doc'] ?? '').next();
  return toRecord({ id: fields['id'] ?? '', birth, hold, fields });
}

/** What all runs of a claim have in common, but those that were held before. */
export interface ClaimedTogether {
  readonly worker: string;
  readonly leaseExpiresAt: string;
  readonly hold: Hold;
}

export function toClaimedTogether(worker: string, answers: readonly [expires: string, hold: string]): ClaimedTogether {
  return { worker, leaseExpiresAt: answers[0], hold: toHold(answers[1], worker) };
}

/** As a claim answers: what the run's document says, and the fields of its hash if it had one before. */
export function toClaimedRun(
  { worker, leaseExpiresAt, hold }: ClaimedTogether,
  id: string,
  { birth, known }: { readonly birth: Birth; readonly known: Pairs | undefined },
): RunRecord {
  const began = { state: 'running', lease: leaseExpiresAt };
  if (known === undefined) return toRecord({ id, birth, hold, fields: began });
  const fields: RunFields = { ...toFields(known), ...began };
  return toRecord({ id, birth, hold: toHold(fields['hold'], worker), fields });
}

interface RunParts {
  readonly id: string;
  readonly birth: Birth;
  readonly hold: Hold;
  readonly fields: RunFields;
}

/** A run that has no state is its document alone: queued, and due since it was made. */
function toRecord({ id, birth, hold, fields: run }: RunParts): RunRecord {
  const { born, head, input } = birth;
  const state = run['state'] ?? 'queued';
  const isRunning = state === 'running';
  const finishedAt = toDateOrNull(run['ended']);
  return {
    id,
    job: head.job,
    queue: head.queue,
    group: head.group,
    state: state as RunState,
    input,
    version: head.version,
    output: fromDocumentOrNull<Json>(run['output']),
    error: fromDocumentOrNull<RunError>(run['error']),
    priority: Number(run['priority'] ?? 0),
    attempt: hold.attempt,
    maxAttempts: head.maxAttempts,
    attempts: toAttempts(run, hold, finishedAt),
    runAt: run['at'] === undefined ? new Date(born) : toDate(run['at']),
    key: fromNameOrNull(run['key']),
    dedup: head.dedup,
    limitKey: fromNameOrNull(run['limit']),
    flowId: fromNameOrNull(run['flow']),
    trigger: head.trigger,
    retryOf: head.retryOf,
    spawnedBy: run['by'] ?? null,
    openChildren: Number(run['open'] ?? 0),
    scheduledFor: head.scheduledFor,
    headers: head.headers,
    progress: fromDocumentOrNull<RunProgress>(run['progress']),
    checkpoint: fromDocumentOrNull<Json>(run['checkpoint']),
    cancel: fromDocumentOrNull<CancelReason>(run['cancel']),
    worker: isRunning ? hold.worker : null,
    token: hold.token,
    leaseExpiresAt: isRunning ? toDateOrNull(run['lease']) : null,
    createdAt: new Date(born),
    startedAt: toDateOrNull(hold.started),
    finishedAt,
  };
}

/** The text of a plain run says what the hash of another does: see `lib/plain.lua`. */
function withPlain(run: RunFields): RunFields {
  const { plain } = run;
  if (plain === undefined) return run;
  const [hold, worker, , state = 'running', ended, how, output, error, cancel] = plain.split('\n');
  return { ...run, hold, worker, state, ended, how, output, error, cancel };
}

/** Field and value in turn, the last of a field counting. */
export function toFields(pairs: Pairs): RunFields {
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  return fields;
}

interface Hold {
  readonly token: number;
  readonly attempt: number;
  /** In milliseconds. */
  readonly started: string | undefined;
  readonly worker: string | null;
}

const NEVER_HELD: Hold = { token: 0, attempt: 0, started: undefined, worker: null };

/** Token, attempt and start. */
function toHold(text: string | undefined, worker: string | null): Hold {
  if (text === undefined) return NEVER_HELD;
  const [token = '', attempt = '', started] = text.split(' ', 3);
  return { token: Number(token), attempt: Number(attempt), started, worker };
}

type AttemptLine = Omit<AttemptRecord, 'startedAt' | 'endedAt'> & {
  readonly startedAt: number;
  readonly endedAt: number;
};

/** Earlier attempts are a line each; the last of a finished run is in what it was held by, and how it ended. */
function toAttempts({ tries, how }: RunFields, hold: Hold, endedAt: Date | null): AttemptRecord[] {
  const attempts = tries === undefined || tries === '' ? [] : tries.split('\n').map(toAttempt);
  if (how === undefined || endedAt === null) return attempts;
  const { attempt, worker } = hold;
  const ending = fromDocument<Pick<AttemptRecord, 'outcome' | 'error'>>(`{${how}}`);
  const last = { attempt, worker: worker ?? '', startedAt: toDateOrNull(hold.started) ?? endedAt, endedAt, ...ending };
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

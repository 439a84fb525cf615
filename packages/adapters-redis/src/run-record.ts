import type {
  AttemptRecord,
  CancelReason,
  DedupMode,
  Json,
  RunError,
  RunProgress,
  RunRecord,
  RunState,
  RunTrigger,
} from '@nightshift/core';
import { fromDocument, fromDocumentOrNull } from './documents.js';
import { fromName, fromNameOrNull } from './names.js';
import type { Pairs } from './script-answers.js';

/** The fields of a run's hash; what a run has none of is not there. */
interface RunFields {
  readonly [field: string]: string | undefined;
  readonly id: string;
  readonly state: RunState;
  readonly tags: string;
  readonly input: string;
  readonly ask: string;
  readonly at: string;
  readonly born: string;
}

export function toRunRecord(pairs: Pairs): RunRecord {
  const run = toFields(pairs);
  const [job = '', queue = '', group = '', trigger = ''] = run.tags.split('|');
  const isRunning = run.state === 'running';
  return {
    id: run.id,
    job: fromName(job),
    queue: fromName(queue),
    group: fromNameOrNull(group),
    state: run.state,
    input: fromDocument<Json>(run.input),
    output: fromDocumentOrNull<Json>(run['output']),
    error: fromDocumentOrNull<RunError>(run['error']),
    priority: Number(run['priority'] ?? 0),
    attempt: Number(run['attempt'] ?? 0),
    attempts: toAttempts(run['tries']),
    runAt: toDate(run.at),
    key: fromNameOrNull(run['key']),
    limitKey: fromNameOrNull(run['limit']),
    flowId: fromNameOrNull(run['flow']),
    trigger: trigger as RunTrigger,
    spawnedBy: run['by'] ?? null,
    openChildren: Number(run['open'] ?? 0),
    progress: fromDocumentOrNull<RunProgress>(run['progress']),
    checkpoint: fromDocumentOrNull<Json>(run['checkpoint']),
    cancel: fromDocumentOrNull<CancelReason>(run['cancel']),
    worker: isRunning ? fromDocumentOrNull<string>(run['worker']) : null,
    token: Number(run['token'] ?? 0),
    leaseExpiresAt: isRunning ? toDateOrNull(run['lease']) : null,
    createdAt: toDate(run.born),
    startedAt: toDateOrNull(run['started']),
    finishedAt: toDateOrNull(run['ended']),
    ...toAsked(run.ask),
    ...toFacts(run['facts']),
  };
}

/** Field and value in turn, the last of a field counting. */
export function toFields(pairs: Pairs): RunFields {
  const fields: Record<string, string> = {};
  for (let at = 0; at < pairs.length; at += 2) fields[pairs[at] as string] = pairs[at + 1] as string;
  return fields as unknown as RunFields;
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

function toFacts(text: string | undefined): Pick<RunRecord, 'dedup' | 'retryOf' | 'scheduledFor'> {
  if (text === undefined) return { dedup: 'keep', retryOf: null, scheduledFor: null };
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

function toAttempts(lines: string | undefined): AttemptRecord[] {
  if (lines === undefined || lines === '') return [];
  return lines.split('\n').map((line) => {
    const { startedAt, endedAt, ...attempt } = fromDocument<AttemptLine>(line);
    return { ...attempt, startedAt: new Date(startedAt), endedAt: new Date(endedAt) };
  });
}

function toDate(ms: string): Date {
  return new Date(Number(ms));
}

function toDateOrNull(ms: string | undefined): Date | null {
  return ms === undefined ? null : toDate(ms);
}

import type { Json } from '../json.js';
import type { OnFailure } from './new-run.js';
import type { AttemptRecord, RunError, RunLog, RunRecord } from './run-record.js';
import type { ScheduleRecord } from './schedules.js';
import type { TransferRecord } from './transfer.js';

/** A moment in milliseconds since 1970. */
type Ms = number;

type Dated = 'runAt' | 'scheduledFor' | 'leaseExpiresAt' | 'createdAt' | 'startedAt' | 'finishedAt';

/** A run with its times in milliseconds. Times finer than that are cut. */
export interface PortableRun extends Omit<RunRecord, Dated | 'attempts'> {
  readonly attempts: readonly PortableAttempt[];
  /** Whether it is the unfinished run that later enqueues with its key find. */
  readonly holdsKey: boolean;
  readonly runAt: Ms;
  readonly scheduledFor: Ms | null;
  readonly createdAt: Ms;
  readonly startedAt: Ms | null;
  readonly finishedAt: Ms | null;
}

export interface PortableAttempt extends Omit<AttemptRecord, 'startedAt' | 'endedAt' | 'error'> {
  readonly startedAt: Ms;
  readonly endedAt: Ms;
  readonly error: RunError | null;
}

export interface PortableEdge {
  readonly child: string;
  readonly parent: string;
  readonly onFailure: OnFailure;
  readonly position: number;
}

export interface PortableLog extends Omit<RunLog, 'at' | 'fields'> {
  readonly runId: string;
  readonly at: Ms;
  readonly fields: Json;
}

export interface PortableSchedule extends Omit<ScheduleRecord, 'nextAt' | 'lastAt' | 'pausedAt'> {
  readonly nextAt: Ms;
  readonly lastAt: Ms | null;
  readonly pausedAt: Ms | null;
}

export interface PortableState {
  readonly job: string;
  readonly value: Json;
}

export interface PortablePause {
  readonly kind: 'queue' | 'job';
  readonly name: string;
  readonly by: string;
  readonly message: string | null;
  readonly at: Ms;
}

/** The starts that count against a rate, and until when a key is closed. */
export interface PortableWindow {
  readonly scope: 'queue' | 'job' | 'key';
  readonly name: string;
  readonly key: string;
  readonly starts: readonly { readonly at: Ms; readonly count: number }[];
  readonly closedUntil: Ms | null;
}

export interface Portable {
  readonly runs: PortableRun;
  readonly edges: PortableEdge;
  readonly logs: PortableLog;
  readonly schedules: PortableSchedule;
  readonly states: PortableState;
  readonly pauses: PortablePause;
  readonly windows: PortableWindow;
}

/** A run at rest as every store reads it; only a run that is not executing can be carried. */
export function toPortableRun(run: RunRecord, holdsKey: boolean): PortableRun {
  const { leaseExpiresAt: _none, ...rest } = run;
  return {
    ...rest,
    worker: null,
    attempts: run.attempts.map(toPortableAttempt),
    holdsKey: holdsKey && run.key !== null && run.finishedAt === null,
    runAt: run.runAt.getTime(),
    scheduledFor: toMs(run.scheduledFor),
    createdAt: run.createdAt.getTime(),
    startedAt: toMs(run.startedAt),
    finishedAt: toMs(run.finishedAt),
  };
}

function toPortableAttempt({ startedAt, endedAt, error, ...attempt }: AttemptRecord): PortableAttempt {
  return { ...attempt, startedAt: startedAt.getTime(), endedAt: endedAt.getTime(), error: error ?? null };
}

export function toPortableSchedule({ nextAt, lastAt, pausedAt, ...rule }: ScheduleRecord): PortableSchedule {
  return { ...rule, nextAt: nextAt.getTime(), lastAt: toMs(lastAt), pausedAt: toMs(pausedAt) };
}

/** Portable values are JSON, which their interfaces do not say. */
export function asRecord(portable: Portable[keyof Portable]): TransferRecord {
  return portable as unknown as TransferRecord;
}

/** What tells the records of a kind apart. */
export function recordKey(record: TransferRecord): string {
  const { id, child, parent, runId, seq, name, scope, kind, key, job } = record;
  if (id !== undefined) return id as string;
  if (child !== undefined) return JSON.stringify([child, parent]);
  if (runId !== undefined) return JSON.stringify([runId, seq]);
  if (scope !== undefined) return JSON.stringify([scope, name, key]);
  if (kind !== undefined) return JSON.stringify([kind, name]);
  return (name ?? job) as string;
}

function toMs(date: Date | null): Ms | null {
  return date === null ? null : date.getTime();
}

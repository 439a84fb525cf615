import type { Json } from '../../json.js';
import type { LimitRule } from '../limits.js';
import type { NewRun } from '../new-run.js';
import type { Starts } from '../rate-window.js';
import {
  type AttemptRecord,
  ATTEMPTS_KEPT,
  type CancelReason,
  type DedupMode,
  type RunError,
  type RunProgress,
  type RunRecord,
  type RunState,
  type RunTrigger,
} from '../run-record.js';
import { fromText, fromTextOrNull, toText, toTextOrNull } from './json-text.js';

/** A run at rest: times in milliseconds, whatever a caller gave as JSON text. */
export interface StoredRun extends RunFacts, RunRequest, RunProgression {
  readonly id: string;
  /** Its position in the one heap of the table that it is in; -1 in none. */
  place: number;
  /** Where it is counted while it is unfinished; null for a run that no limit holds. */
  counted: Counted | null;
}

/** What never changes after `enqueue`. */
interface RunFacts {
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly key: string | null;
  readonly dedup: DedupMode;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  readonly retryOf: string | null;
  readonly spawnedBy: string | null;
  readonly scheduledFor: number | null;
  readonly createdAt: number;
}

/** What a later enqueue with the same key may change. */
export interface RunRequest {
  input: string;
  version: number;
  priority: number;
  maxAttempts: number;
  limitKey: string | null;
  headers: string | null;
}

/** What the verbs change. */
export interface RunProgression {
  state: RunState;
  runAt: number;
  attempt: number;
  attempts: readonly StoredAttempt[];
  output: string | null;
  error: string | null;
  progress: string | null;
  checkpoint: string | null;
  cancel: string | null;
  worker: string | null;
  token: number;
  leaseExpiresAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  /** Whether later enqueues with its key find it. */
  holdsKey: boolean;
  openChildren: number;
}

export interface StoredAttempt {
  readonly attempt: number;
  readonly worker: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptRecord['outcome'];
  readonly error: string | null;
}

/** What limits are counted from, of one queue, job, or key of a job. */
export interface Counter {
  readonly scope: LimitRule['scope'];
  readonly name: string;
  /** Empty for a queue and a job. */
  readonly key: string;
  /** Runs that execute. */
  running: number;
  /** Runs that have started at least once, and are not final. */
  readonly begun: Set<StoredRun>;
  /** The window of its rate. */
  starts: Starts;
  /** Nothing starts before it. */
  closedUntil: number;
  /** How many {@link Counted} have it. */
  users: number;
}

/** Where the unfinished runs of a job and queue are counted that have one limit key. */
export interface Counted {
  readonly job: string;
  readonly queue: string;
  readonly key: string;
  readonly by: Readonly<Record<Counter['scope'], Counter>>;
  runs: number;
}

/** How an attempt ended. */
export type WrittenAttempt = Pick<StoredAttempt, 'outcome' | 'error'>;

/** The attempts of a run, and with them the one that ends now. */
export function recorded(run: StoredRun, { outcome, error }: WrittenAttempt, now: number): readonly StoredAttempt[] {
  const attempt = {
    attempt: run.attempt,
    worker: run.worker ?? '',
    startedAt: run.startedAt ?? now,
    endedAt: now,
    outcome,
    error,
  };
  return run.attempts.length === 0 ? [attempt] : [...run.attempts, attempt].slice(-ATTEMPTS_KEPT);
}

/** A run as it is born: `waiting`, until its table puts it where it belongs. */
export function newStoredRun(run: NewRun, now: number, spawnedBy: string | null = null): StoredRun {
  // Every property by its name: an object that a spread began is kept as a slow dictionary.
  return {
    id: run.id,
    job: run.job,
    queue: run.queue,
    group: run.group,
    input: toText(run.input),
    version: run.version,
    priority: run.priority,
    maxAttempts: run.maxAttempts,
    limitKey: run.limitKey,
    headers: toTextOrNull(run.headers),
    key: run.key,
    dedup: run.dedup,
    flowId: run.flowId,
    trigger: run.trigger,
    retryOf: run.retryOf,
    spawnedBy,
    scheduledFor: run.scheduledFor?.getTime() ?? null,
    createdAt: now,
    state: 'waiting',
    runAt: dueAt(run, now),
    attempt: 0,
    attempts: [],
    output: null,
    error: null,
    progress: null,
    checkpoint: null,
    cancel: null,
    worker: null,
    token: 0,
    leaseExpiresAt: null,
    startedAt: null,
    finishedAt: null,
    holdsKey: run.key !== null,
    openChildren: 0,
    place: -1,
    counted: null,
  };
}

export function dueAt(run: NewRun, now: number): number {
  return run.runAt?.getTime() ?? now + Math.max(0, run.delayMs ?? 0);
}

export function toRequest(run: NewRun): RunRequest {
  return {
    input: toText(run.input),
    version: run.version,
    priority: run.priority,
    maxAttempts: run.maxAttempts,
    limitKey: run.limitKey,
    headers: toTextOrNull(run.headers),
  };
}

/** A copy that its reader may do with as it likes. */
export function toRecord(run: StoredRun): RunRecord {
  return {
    id: run.id,
    job: run.job,
    queue: run.queue,
    group: run.group,
    state: run.state,
    input: fromText<Json>(run.input),
    version: run.version,
    output: fromTextOrNull<Json>(run.output),
    error: fromTextOrNull<RunError>(run.error),
    priority: run.priority,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    attempts: run.attempts.map(toAttemptRecord),
    runAt: new Date(run.runAt),
    key: run.key,
    dedup: run.dedup,
    limitKey: run.limitKey,
    flowId: run.flowId,
    trigger: run.trigger,
    retryOf: run.retryOf,
    spawnedBy: run.spawnedBy,
    openChildren: run.openChildren,
    scheduledFor: toDate(run.scheduledFor),
    headers: fromTextOrNull<Readonly<Record<string, string>>>(run.headers),
    progress: fromTextOrNull<RunProgress>(run.progress),
    checkpoint: fromTextOrNull<Json>(run.checkpoint),
    cancel: fromTextOrNull<CancelReason>(run.cancel),
    worker: run.worker,
    token: run.token,
    leaseExpiresAt: toDate(run.leaseExpiresAt),
    createdAt: new Date(run.createdAt),
    startedAt: toDate(run.startedAt),
    finishedAt: toDate(run.finishedAt),
  };
}

function toAttemptRecord(attempt: StoredAttempt): AttemptRecord {
  return {
    attempt: attempt.attempt,
    worker: attempt.worker,
    startedAt: new Date(attempt.startedAt),
    endedAt: new Date(attempt.endedAt),
    outcome: attempt.outcome,
    ...(attempt.error === null ? {} : { error: fromText<RunError>(attempt.error) }),
  };
}

function toDate(time: number | null): Date | null {
  return time === null ? null : new Date(time);
}

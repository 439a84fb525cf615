import type { ClaimedRun } from '@nightshift/core';
import { fromSqlTime } from '../sql-literals.js';
import { toRunRecord, type RunRow } from './run-row.js';

/** What is true of all runs of a claim; it comes before them. */
interface CommonRow {
  readonly kind: 'common';
  readonly worker: string;
  readonly started_at: string;
  readonly lease_expires_at: string;
}

/** A run about which there is nothing unusual. */
interface BriefRow extends Pick<
  RunRow,
  | 'id'
  | 'job'
  | 'queue'
  | 'group_name'
  | 'input'
  | 'version'
  | 'priority'
  | 'attempt'
  | 'max_attempts'
  | 'run_at'
  | 'key'
  | 'dedup'
  | 'limit_key'
  | 'trigger'
  | 'token'
> {
  readonly kind: 'brief';
  /** Null when it was due as soon as it was made. */
  readonly created_at: string | null;
}

export type ClaimRow = CommonRow | BriefRow | (RunRow & { readonly kind?: undefined });

export function toClaimedRuns(rows: readonly ClaimRow[]): ClaimedRun[] {
  const [first, ...others] = rows;
  if (first?.kind !== 'common') return rows.map((row) => toRunRecord(row as RunRow));
  const common = toCommonFacts(first);
  return others.map((row) => (row.kind === 'brief' ? inFull(row, common) : toRunRecord(row as RunRow)));
}

interface CommonFacts {
  readonly worker: string;
  readonly startedAt: Date;
  readonly leaseExpiresAt: Date;
}

function toCommonFacts({ worker, started_at, lease_expires_at }: CommonRow): CommonFacts {
  return { worker, startedAt: fromSqlTime(started_at), leaseExpiresAt: fromSqlTime(lease_expires_at) };
}

function inFull(row: BriefRow, { worker, startedAt, leaseExpiresAt }: CommonFacts): ClaimedRun {
  const runAt = fromSqlTime(row.run_at);
  return {
    id: row.id,
    job: row.job,
    queue: row.queue,
    group: row.group_name,
    state: 'running',
    input: row.input,
    version: row.version,
    output: null,
    error: null,
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    attempts: [],
    runAt,
    key: row.key,
    dedup: row.dedup,
    limitKey: row.limit_key,
    flowId: null,
    trigger: row.trigger,
    retryOf: null,
    spawnedBy: null,
    openChildren: 0,
    scheduledFor: null,
    headers: null,
    progress: null,
    checkpoint: null,
    cancel: null,
    worker,
    token: row.token,
    leaseExpiresAt: new Date(leaseExpiresAt),
    createdAt: row.created_at === null ? new Date(runAt) : fromSqlTime(row.created_at),
    startedAt: new Date(startedAt),
    finishedAt: null,
  };
}

import type { ClaimedRun, DedupMode, Json, RunTrigger } from '@nightshift/core';
import { fromSqlSeconds, fromSqlTime } from '../sql-literals.js';
import { toRunRecord, type RunRow } from './run-row.js';

/** What a claim tells of runs about which there is nothing unusual: a list for each column, in the order they were taken. */
interface ClaimColumns {
  readonly kind: 'columns';
  readonly worker: string;
  readonly started_at: string;
  readonly lease_expires_at: string;
  readonly id: readonly string[];
  readonly job: readonly string[];
  readonly queue: readonly string[];
  readonly group_name: readonly (string | null)[];
  readonly version: readonly number[];
  readonly priority: readonly number[];
  readonly attempt: readonly number[];
  readonly max_attempts: readonly number[];
  readonly run_at: readonly number[];
  readonly key: readonly (string | null)[];
  readonly dedup: readonly DedupMode[];
  readonly trigger: readonly RunTrigger[];
  readonly token: readonly number[];
  /** Null for a run that was due as soon as it was made. */
  readonly created_at: readonly (number | null)[];
}

/** The rows of a claim: columns, inputs, and runs that those do not tell everything of; or runs alone. */
export type ClaimRow = ClaimColumns | readonly Json[] | RunRow;

export function toClaimedRuns(rows: readonly ClaimRow[]): ClaimedRun[] {
  const [columns, inputs, ...unusual] = rows;
  if (columns === undefined || !('kind' in columns)) return (rows as readonly RunRow[]).map(toRunRecord);
  const toldInFull = new Map((unusual as readonly RunRow[]).map((row) => [row.id, toRunRecord(row)]));
  const toRun = inFull(columns, inputs as readonly Json[]);
  return columns.id.map((id, place) => toldInFull.get(id) ?? toRun(id, place));
}

function inFull(columns: ClaimColumns, inputs: readonly Json[]): (id: string, place: number) => ClaimedRun {
  const { worker } = columns;
  const startedAt = fromSqlTime(columns.started_at);
  const leaseExpiresAt = fromSqlTime(columns.lease_expires_at);
  // Every list has as many items as there are ids.
  const at = <Item>(list: readonly Item[], place: number): Item => list[place] as Item;
  return (id, place) => {
    const runAt = fromSqlSeconds(at(columns.run_at, place));
    const createdAt = at(columns.created_at, place);
    return {
      id,
      job: at(columns.job, place),
      queue: at(columns.queue, place),
      group: at(columns.group_name, place),
      state: 'running',
      input: at(inputs, place),
      version: at(columns.version, place),
      output: null,
      error: null,
      priority: at(columns.priority, place),
      attempt: at(columns.attempt, place),
      maxAttempts: at(columns.max_attempts, place),
      attempts: [],
      runAt,
      key: at(columns.key, place),
      dedup: at(columns.dedup, place),
      limitKey: null,
      flowId: null,
      trigger: at(columns.trigger, place),
      retryOf: null,
      spawnedBy: null,
      openChildren: 0,
      scheduledFor: null,
      headers: null,
      progress: null,
      checkpoint: null,
      cancel: null,
      worker,
      token: at(columns.token, place),
      leaseExpiresAt: new Date(leaseExpiresAt),
      createdAt: createdAt === null ? new Date(runAt) : fromSqlSeconds(createdAt),
      startedAt: new Date(startedAt),
      finishedAt: null,
    };
  };
}

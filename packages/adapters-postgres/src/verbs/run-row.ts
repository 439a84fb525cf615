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
import { fromSqlTime, fromSqlTimeOrNull } from '../sql-literals.js';

/** A run as the statements give it. */
export interface RunRow {
  readonly id: string;
  readonly job: string;
  readonly queue: string;
  readonly group_name: string | null;
  readonly state: RunState;
  readonly input: Json;
  readonly version: number;
  readonly output?: Json;
  readonly error?: RunError | null;
  readonly priority: number;
  readonly attempt: number;
  readonly max_attempts: number;
  readonly attempts: readonly AttemptRow[];
  readonly run_at: string;
  readonly key: string | null;
  readonly dedup: DedupMode;
  readonly limit_key: string | null;
  readonly flow_id: string | null;
  readonly trigger: RunTrigger;
  readonly retry_of: string | null;
  readonly spawned_by: string | null;
  readonly open_children: number;
  readonly scheduled_for: string | null;
  readonly headers: Readonly<Record<string, string>> | null;
  readonly progress: RunProgress | null;
  readonly checkpoint: Json;
  readonly cancel: CancelReason | null;
  readonly worker: string | null;
  readonly token: number;
  readonly lease_expires_at: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at?: string | null;
}

interface AttemptRow {
  readonly attempt: number;
  readonly worker: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly outcome: AttemptRecord['outcome'];
  readonly error: RunError | null;
}

export function toRunRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    job: row.job,
    queue: row.queue,
    group: row.group_name,
    state: row.state,
    input: row.input,
    version: row.version,
    output: row.output ?? null,
    error: row.error ?? null,
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    attempts: row.attempts.map(toAttemptRecord),
    runAt: fromSqlTime(row.run_at),
    key: row.key,
    dedup: row.dedup,
    limitKey: row.limit_key,
    flowId: row.flow_id,
    trigger: row.trigger,
    retryOf: row.retry_of,
    spawnedBy: row.spawned_by,
    openChildren: row.open_children,
    scheduledFor: fromSqlTimeOrNull(row.scheduled_for),
    headers: row.headers,
    progress: row.progress,
    checkpoint: row.checkpoint,
    cancel: row.cancel,
    worker: row.worker,
    token: row.token,
    leaseExpiresAt: fromSqlTimeOrNull(row.lease_expires_at),
    createdAt: fromSqlTime(row.created_at),
    startedAt: fromSqlTimeOrNull(row.started_at),
    finishedAt: fromSqlTimeOrNull(row.finished_at ?? null),
  };
}

function toAttemptRecord({ attempt, worker, startedAt, endedAt, outcome, error }: AttemptRow): AttemptRecord {
  return {
    attempt,
    worker,
    startedAt: fromSqlTime(startedAt),
    endedAt: fromSqlTime(endedAt),
    outcome,
    ...(error !== null && { error }),
  };
}

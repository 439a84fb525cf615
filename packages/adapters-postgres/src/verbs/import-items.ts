import type {
  PortableLog,
  PortableRun,
  PortableSchedule,
  PortableState,
  TransferKind,
  TransferRecord,
} from '@nightshift/core';
import { readable } from '../hostile-text.js';
import type { StatementName } from '../sql.generated.js';
import { toMs } from '../sql-literals.js';
import { toDocument, toDocumentOrNull } from './documents.js';

interface Import {
  readonly statement: StatementName;
  /** A record as its statement takes it. */
  readonly toItem: (record: TransferRecord) => object;
}

export const IMPORTS: { readonly [Kind in TransferKind]: Import } = {
  runs: { statement: 'importRuns', toItem: (record) => runItem(record as unknown as PortableRun) },
  edges: { statement: 'importEdges', toItem: (record) => record },
  logs: { statement: 'importLogs', toItem: (record) => logItem(record as unknown as PortableLog) },
  schedules: { statement: 'importSchedules', toItem: (record) => scheduleItem(record as unknown as PortableSchedule) },
  states: { statement: 'importStates', toItem: (record) => stateItem(record as unknown as PortableState) },
  pauses: { statement: 'importPauses', toItem: (record) => record },
  windows: { statement: 'importWindows', toItem: (record) => record },
};

function runItem(run: PortableRun): object {
  const { id, job, queue, state, version, priority, attempt, key, dedup, trigger, token } = run;
  return {
    ...{ id, job, queue, state, version, priority, attempt, key, dedup, trigger, token },
    group_name: run.group,
    max_attempts: run.maxAttempts,
    holds_key: run.holdsKey,
    limit_key: run.limitKey,
    flow_id: run.flowId,
    retry_of: run.retryOf,
    spawned_by: run.spawnedBy,
    open_children: run.openChildren,
    ...documentsOf(run),
    ...timesOf(run),
  };
}

function documentsOf({ input, output, error, headers, progress, checkpoint, cancel, attempts }: PortableRun): object {
  return {
    input: toDocument(input),
    output: toDocumentOrNull(output),
    error: toDocumentOrNull(error),
    headers: toDocumentOrNull(headers),
    progress: toDocumentOrNull(progress),
    checkpoint: toDocumentOrNull(checkpoint),
    cancel: toDocumentOrNull(cancel),
    attempts_text: toDocument(
      attempts.map(({ startedAt, endedAt, ...attempt }) => ({
        ...attempt,
        startedAt: new Date(startedAt).toISOString(),
        endedAt: new Date(endedAt).toISOString(),
      })),
    ),
  };
}

function timesOf({ runAt, scheduledFor, createdAt, startedAt, finishedAt }: PortableRun): object {
  return {
    run_at: storable(runAt),
    scheduled_for: storable(scheduledFor),
    created_at: createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
  };
}

function storable(ms: number | null): number | null {
  return ms === null ? null : toMs(new Date(ms));
}

function logItem({ fields, message, ...line }: PortableLog): object {
  return { ...line, message: readable(message), fields: toDocumentOrNull(fields) };
}

function scheduleItem({ input, ...schedule }: PortableSchedule): object {
  return { ...schedule, input: toDocument(input) };
}

function stateItem({ job, value }: PortableState): object {
  return { job, value: toDocument(value) };
}

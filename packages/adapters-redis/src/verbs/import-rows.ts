import type { Portable, PortableRun, PortableSchedule, TransferKind, TransferRecord } from '@nightshift/core';
import { toDocument, toDocumentOrNone } from '../documents.js';
import type { ScriptName } from '../lua.generated.js';
import { toId, toName, toNameOrNone } from '../names.js';
import { documentOf, tagsOf } from '../run-row.js';
import { fromWindow } from './windows.js';

interface Import {
  readonly script: ScriptName;
  /** A record as its script takes it. */
  readonly toArgs: (record: TransferRecord) => string[];
}

export const IMPORTS: { readonly [Kind in TransferKind]: Import } = {
  runs: of<'runs'>('importRuns', (run) => [toRunArgs(run)]),
  edges: of<'edges'>('importEdges', ({ child, parent, onFailure }) => [
    toId(child),
    (onFailure === 'cancel' ? 'c' : 'k') + toId(parent),
  ]),
  logs: of<'logs'>('importLogs', ({ runId, seq, at, level, message, fields }) => [
    toId(runId),
    String(seq),
    toDocument({ at, level, message, ...(fields !== null && { fields }) }),
  ]),
  schedules: of<'schedules'>('importSchedules', (schedule) => [toScheduleArgs(schedule)]),
  states: of<'states'>('importStates', ({ job, value }) => [toName(job), toDocument(value)]),
  pauses: of<'pauses'>('importPauses', ({ kind, name, by, message, at }) => [
    `${kind}|${toName(name)}`,
    toDocument({ by, ...(message !== null && { message }), at }),
  ]),
  windows: of<'windows'>('importWindows', fromWindow),
};

function of<Kind extends TransferKind>(script: ScriptName, toArgs: (record: Portable[Kind]) => string[]): Import {
  return { script, toArgs: (record) => toArgs(record as unknown as Portable[Kind]) };
}

function toRunArgs(run: PortableRun): string {
  const { id, state, runAt, priority, limitKey, key, holdsKey, dedup, flowId, spawnedBy } = run;
  return [
    toId(id),
    state,
    tagsOf(run),
    String(runAt),
    String(priority),
    toNameOrNone(limitKey),
    toNameOrNone(key),
    holdsKey ? dedup : '',
    toNameOrNone(flowId),
    spawnedBy === null ? '' : toId(spawnedBy),
    documentOf({ ...run, scheduledFor: run.scheduledFor === null ? null : new Date(run.scheduledFor) }),
    ...fieldsOf(run).flatMap(([field, value]) => (value === '' ? [] : [field, value])),
  ].join('\n');
}

/** What no script but a reader looks at, or what comes later in a run's life; the attempts are the last, a line each. */
function fieldsOf(run: PortableRun): (readonly [field: string, value: string])[] {
  return [
    ['hold', run.token === 0 ? '' : holdOf(run)],
    ['worker', run.token === 0 ? '' : toDocument('')],
    ['open', run.openChildren === 0 ? '' : String(run.openChildren)],
    ['ended', run.finishedAt === null ? '' : String(run.finishedAt)],
    ['output', toDocumentOrNone(run.output)],
    ['error', toDocumentOrNone(run.error)],
    ['progress', toDocumentOrNone(run.progress)],
    ['checkpoint', toDocumentOrNone(run.checkpoint)],
    ['cancel', toDocumentOrNone(run.cancel)],
    ['tries', run.attempts.map(toAttempt).join('\n')],
  ];
}

/** As if its last worker still had it: who that was, its attempts know. */
function holdOf({ token, attempt, startedAt, createdAt }: PortableRun): string {
  return `${token} ${attempt} ${startedAt ?? createdAt}`;
}

function toAttempt({ error, ...attempt }: PortableRun['attempts'][number]): string {
  return toDocument({ ...attempt, ...(error !== null && { error }) });
}

function toScheduleArgs(schedule: PortableSchedule): string {
  const { name, origin, job, cron, timeZone, nextAt, lastAt, lastRunId, pausedAt, pausedBy } = schedule;
  const { input, version, missed, missedCap, graceMs, overlap } = schedule;
  return [
    toName(name),
    origin,
    ...[toName(job), toName(cron), toName(timeZone)],
    String(nextAt),
    toDocument({ input, version, missed, missedCap, graceMs, overlap }),
    lastAt === null ? '' : String(lastAt),
    lastRunId ?? '',
    pausedAt === null ? '' : String(pausedAt),
    pausedBy === null ? '' : toDocument(pausedBy),
  ].join('\n');
}

import { redact } from '../redaction/redact.js';
import type { Registry } from '../registry.js';
import type { AttemptRecord, RunRecord } from '../store/run-record.js';
import type { RunEvent } from './job-event.js';

/** An event that a record tells of, with a key that stays the same from one look to the next. */
export interface ToldEvent {
  readonly key: string;
  readonly event: RunEvent;
}

type Settled = Extract<RunEvent, { kind: 'settled' }>;

/** All that a record tells of what has happened to its run, in order; secrets masked. */
export function historyOf(record: RunRecord, registry: Registry, now: Date): ToldEvent[] {
  const run = redact(record, registry.find(record.job));
  const { id: runId, job, createdAt, progress } = run;
  const told: ToldEvent[] = [
    { key: 'enqueued', event: { kind: 'enqueued', runId, job, at: createdAt, origin: 'store', outcome: 'created' } },
  ];
  const settled = settledEvent(run, registry);
  run.attempts.forEach((attempt, index) => {
    told.push(started(run, attempt));
    const isLast = settled !== undefined && index === run.attempts.length - 1;
    if (!isLast) told.push(released(run, attempt));
  });
  if (run.state === 'running' && run.startedAt !== null) {
    told.push(started(run, { attempt: run.attempt, worker: run.worker ?? 'store', startedAt: run.startedAt }));
  }
  if (progress !== null) {
    const at = run.finishedAt ?? now;
    const event: RunEvent = { kind: 'progress', runId, job, at, origin: run.worker ?? 'store', progress };
    told.push({ key: `progress ${JSON.stringify(progress)}`, event });
  }
  if (settled !== undefined) told.push({ key: 'settled', event: settled });
  return told;
}

/** The end of a run; undefined for one that has not ended. */
export function settledEvent(run: RunRecord, registry: Registry): Settled | undefined {
  const { id: runId, job, state, finishedAt: at } = run;
  if (at === null || (state !== 'success' && state !== 'failed' && state !== 'cancelled')) return undefined;
  const { error } = redact(run, registry.find(job));
  return { kind: 'settled', runId, job, state, at, error, origin: 'store' };
}

// An attempt that was handed back keeps its number for the next one; its start is its own.
function started(
  { id: runId, job }: RunRecord,
  { attempt, worker, startedAt: at }: Pick<AttemptRecord, 'attempt' | 'worker' | 'startedAt'>,
): ToldEvent {
  return { key: `started ${at.getTime()}`, event: { kind: 'started', runId, job, at, origin: worker, attempt } };
}

function released({ id: runId, job }: RunRecord, { outcome, worker, endedAt: at, error }: AttemptRecord): ToldEvent {
  const event: RunEvent = { kind: 'released', runId, job, at, origin: worker, outcome, error: error ?? null };
  return { key: `released ${at.getTime()}`, event };
}

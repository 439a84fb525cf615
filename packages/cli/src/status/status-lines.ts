import type { DeadWorker, Registry, RunRecord, WorkerRecord } from '@nightshift/core';
import { cancelWords, paintedState } from '../progress/narrator.js';
import { liveLine } from '../progress/run-line.js';
import { shownInput } from '../run/run-document.js';
import type { Paint } from '../terminal/color.js';
import { aligned } from '../terminal/layout.js';
import { count, lasting, moment } from '../terminal/wording.js';
import type { FleetStatus, Problems, QueueStatus } from './fleet-status.js';

/** The store on one screen. */
export function fleetLines(status: FleetStatus, paint: Paint): string[] {
  const { at } = status;
  const counts = Object.entries(status.counts).map(
    ([state, number]) => `${paintedState(state, paint)} ${count(number)}`,
  );
  const running = status.running.map((run) => [run.id, liveLine(run, at, { paint, ascii: false })]);
  const workers = status.workers.length === 0 ? [['none is alive']] : status.workers.map((one) => workerRow(one, at));
  return [
    counts.join('  '),
    ...section(paint('bold', 'Running'), running),
    ...section(
      paint('bold', 'Queues'),
      status.queues.map((queue) => queueRow(queue, at)),
    ),
    ...section(paint('bold', 'Workers'), workers),
    ...section(
      paint('bold', 'Dead workers'),
      status.dead.map((worker) => deadRow(worker, at)),
    ),
    ...section(
      paint('bold', 'Last failures'),
      status.lastFailures.map((run) => failureRow(run, at)),
    ),
  ];
}

/** What `--check` found; nothing when all is well. */
export function problemLines({ stalled, failed }: Problems, at: Date, paint: Paint): string[] {
  return [
    ...stalled.map((run) => `${paint('red', 'stalled')} ${run.job} ${run.id}: ${stallWords(run, at)}`),
    ...failed.map((run) => `${paint('red', 'failed')} ${failureRow(run, at).join(' ')}`),
  ];
}

/** One run in full. */
export function runLines(
  run: RunRecord,
  at: Date,
  { registry, paint }: { registry: Registry; paint: Paint },
): string[] {
  const rows: (readonly string[])[] = [
    ['run', run.id],
    ['job', run.job],
    ['state', paintedState(run.state, paint)],
    ['input', JSON.stringify(shownInput(run, registry.find(run.job)))],
    ['attempt', `${run.attempt} of ${run.maxAttempts}`],
    ['queue', run.queue],
    ['enqueued', `${moment(run.createdAt)} by ${run.trigger}`],
    ...(run.state === 'scheduled' ? [['due', moment(run.runAt)]] : []),
    ...(run.startedAt === null ? [] : [['started', `${moment(run.startedAt)} on ${run.worker ?? 'a worker'}`]]),
    ...(run.finishedAt === null ? [] : [['finished', moment(run.finishedAt)]]),
    ...(run.progress === null ? [] : [['progress', liveLine(run, run.finishedAt ?? at, { paint, ascii: false })]]),
    ...(run.flowId === null ? [] : [['flow', run.flowId]]),
    ...(run.retryOf === null ? [] : [['repeats', run.retryOf]]),
    ...(run.cancel === null ? [] : [['cancelled', cancelWords(run.cancel)]]),
    ...(run.error === null ? [] : [['error', paint('red', `${run.error.name}: ${run.error.message}`)]]),
    ...(run.output === null ? [] : [['output', JSON.stringify(run.output)]]),
  ];
  return [...aligned(rows, ''), ...attemptLines(run)];
}

function attemptLines(run: RunRecord): string[] {
  if (run.attempts.length < 2) return [];
  const rows = run.attempts.map(({ attempt, outcome, startedAt, endedAt, error }) => [
    `attempt ${attempt}`,
    outcome,
    lasting(endedAt.getTime() - startedAt.getTime()),
    error?.message ?? '',
  ]);
  return aligned(rows);
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...aligned(rows)];
}

function queueRow(status: QueueStatus, at: Date): string[] {
  const { queue, queued, running, scheduled, waiting, oldestQueued, withoutWorker } = status;
  const oldest = oldestQueued === null ? '' : `oldest waits ${lasting(at.getTime() - oldestQueued.getTime())}`;
  return [
    queue,
    `queued ${count(queued)}`,
    `running ${count(running)}`,
    `scheduled ${count(scheduled)}`,
    `waiting ${count(waiting)}`,
    withoutWorker === 0 ? oldest : `${oldest}, ${count(withoutWorker)} without a worker`,
  ];
}

function workerRow(worker: WorkerRecord, at: Date): string[] {
  const { id, running, concurrency, queues, draining } = worker;
  const takes = queues === null ? 'every queue' : queues.join(', ');
  return [id, `${running} of ${concurrency} running`, draining ? 'draining' : takes, beatWords(worker, at)];
}

function deadRow({ held, ...worker }: DeadWorker, at: Date): string[] {
  const runs = held.map(({ job, runId, state }) => `${job} ${runId} (${state})`);
  return [worker.id, beatWords(worker, at), runs.length === 0 ? 'had no runs' : `had ${runs.join(', ')}`];
}

function beatWords({ beatAt }: WorkerRecord, at: Date): string {
  return `beat ${lasting(at.getTime() - beatAt.getTime())} ago`;
}

function failureRow(run: RunRecord, at: Date): string[] {
  const ago = run.finishedAt === null ? '' : `${lasting(at.getTime() - run.finishedAt.getTime())} ago`;
  return [run.job, run.id, ago, run.error?.message ?? ''];
}

function stallWords(run: RunRecord, at: Date): string {
  const since = run.leaseExpiresAt === null ? '' : ` since ${lasting(at.getTime() - run.leaseExpiresAt.getTime())}`;
  return `no sign of its worker ${run.worker ?? ''}${since}; the next worker to look goes on with it`;
}

import type { Registry } from '../registry.js';
import type { Pause } from '../store/limits.js';
import type { Backlog } from '../store/reader.js';
import type { WorkerRecord } from '../store/workers.js';
import { workerTakes } from './worker-takes.js';
import type { AreaHealth, HealthProblem } from './workers-health.js';

/** A job in a queue, with what is queued of it and who takes it. */
export interface Lane {
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly queued: number;
  readonly oldestQueuedMs: number | null;
  /** Ids of the live workers that take it. */
  readonly workers: readonly string[];
  readonly problem: HealthProblem | null;
}

interface Seen {
  readonly at: Date;
  readonly live: readonly WorkerRecord[];
  readonly backlog: readonly Backlog[];
  readonly pauses: readonly Pause[];
  /** Infinity for no bound. */
  readonly longestWaitMs: number;
}

/** The lanes of the registry's jobs, and of whatever else is queued; by job, queue and group. */
export function lanesOf(registry: Registry, seen: Seen): Lane[] {
  const idle = registry.all
    .filter(({ name, queue }) => !seen.backlog.some((lane) => lane.job === name && lane.queue === queue))
    .map(({ name, queue, group }) => ({ job: name, queue, group, queued: 0, oldestRunAt: seen.at }));
  return [...seen.backlog, ...idle].map((lane) => laneOf(lane, seen)).sort(byName);
}

/** What the lanes of one area come to. */
export function areaOf(name: string, lanes: readonly Lane[]): AreaHealth {
  const unserved = lanes.filter(({ workers }) => workers.length === 0);
  const ages = lanes.flatMap(({ oldestQueuedMs }) => oldestQueuedMs ?? []);
  return {
    name,
    healthy: lanes.every(({ problem }) => problem === null),
    workers: new Set(lanes.flatMap(({ workers }) => workers)).size,
    queued: sum(lanes),
    oldestQueuedMs: ages.length === 0 ? null : Math.max(...ages),
    withoutWorker: sum(unserved),
  };
}

function laneOf({ job, queue, group, queued, oldestRunAt }: Backlog, seen: Seen): Lane {
  const oldestQueuedMs = queued === 0 ? null : Math.max(0, seen.at.getTime() - oldestRunAt.getTime());
  const workers = seen.live.filter((worker) => workerTakes(worker, { job, queue })).map(({ id }) => id);
  const lane = { job, queue, group, queued, oldestQueuedMs, workers };
  return { ...lane, problem: problemOf(lane, seen) };
}

function problemOf(lane: Omit<Lane, 'problem'>, { pauses, longestWaitMs }: Seen): HealthProblem | null {
  const { job, queue, queued, oldestQueuedMs } = lane;
  if (pauses.some((pause) => ('queue' in pause ? pause.queue === queue : pause.job === job))) return null;
  if (lane.workers.length === 0) return { code: 'no-worker', job, queue, queued };
  if (oldestQueuedMs === null || oldestQueuedMs <= longestWaitMs) return null;
  return { code: 'waits-long', job, queue, queued, oldestQueuedMs };
}

function sum(lanes: readonly Lane[]): number {
  return lanes.reduce((total, { queued }) => total + queued, 0);
}

function byName(a: Lane, b: Lane): number {
  const key = ({ job, queue, group }: Lane): string => JSON.stringify([job, queue, group]);
  return key(a) < key(b) ? -1 : 1;
}

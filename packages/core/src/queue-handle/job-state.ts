import type { RunFilter } from '../store/reader.js';
import type { Pause } from '../store/limits.js';
import type { RunState } from '../store/run-record.js';

/** Where a job stands, in BullMQ's words; `cancelled` is ours. */
export type QueueJobState = (typeof QUEUE_JOB_STATES)[number];

export const QUEUE_JOB_STATES = [
  'waiting',
  'paused',
  'active',
  'delayed',
  'waiting-children',
  'completed',
  'failed',
  'cancelled',
] as const;

/** States without those that only a pause tells apart. */
export const STATE_WORDS: Readonly<Record<RunState, Exclude<QueueJobState, 'paused'>>> = {
  waiting: 'waiting-children',
  scheduled: 'delayed',
  queued: 'waiting',
  running: 'active',
  success: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

const RUN_STATES = Object.fromEntries(Object.entries(STATE_WORDS).map(([state, word]) => [word, state])) as Readonly<
  Record<Exclude<QueueJobState, 'paused'>, RunState>
>;

/** What a handle is about: all runs of a queue, or all of a job. */
export interface QueueScope {
  readonly filter: Pick<RunFilter, 'queues' | 'jobs'>;
  readonly queue: string;
  /** The jobs that the registry knows of it. */
  readonly jobs: readonly string[];
}

/** Which of a handle's runs a pause keeps from starting. */
export interface Held {
  readonly all: boolean;
  readonly jobs: readonly string[];
}

export function heldBy(pauses: readonly Pause[], scope: QueueScope): Held {
  const jobs = pauses.flatMap((pause) => ('job' in pause && scope.jobs.includes(pause.job) ? [pause.job] : []));
  const isQueue = pauses.some((pause) => 'queue' in pause && pause.queue === scope.queue);
  return { all: isQueue || (scope.filter.jobs !== undefined && jobs.length > 0), jobs };
}

/** What the runs of a state are found by; null when there can be none. */
export function filterOf(word: QueueJobState, { filter, jobs }: QueueScope, held: Held): RunFilter | null {
  if (word !== 'waiting' && word !== 'paused') return { ...filter, states: [RUN_STATES[word]] };
  const queued = { ...filter, states: ['queued'] } as const;
  if (held.all) return word === 'paused' ? queued : null;
  if (held.jobs.length === 0) return word === 'waiting' ? queued : null;
  return { ...queued, jobs: word === 'paused' ? held.jobs : jobs.filter((job) => !held.jobs.includes(job)) };
}

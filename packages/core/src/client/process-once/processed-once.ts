import type { JobEventEmitter, JobEvents } from '../../events.js';

/**
 * What `jobs.processOnce` did. Every attempt that began ended in one of `succeeded`, `failed`, `cancelled`, `retried`,
 * `postponed`, `handedBack` and `lost`; `failed` and `cancelled` may also hold runs whose worker had died.
 */
export interface ProcessedOnce {
  /** Attempts that began. */
  readonly started: number;
  readonly succeeded: number;
  /** Runs that failed for good. */
  readonly failed: number;
  readonly cancelled: number;
  /** Attempts that failed, and whose runs will be tried again. */
  readonly retried: number;
  /** Runs that snoozed, or wait for runs that they spawned. */
  readonly postponed: number;
  /** Runs that were stopped by the end of the budget, and have spent no attempt. */
  readonly handedBack: number;
  /** Runs that another worker had taken over. */
  readonly lost: number;
  /** Runs of workers that had died, put back for another attempt. */
  readonly recovered: number;
  /** How often `worker:error` told of something that failed and that nobody waited for, such as one schedule of many. */
  readonly errors: number;
  /** Handlers whose code still runs because they ignored their abort. Their attempts are spent, and nothing of them is accepted. */
  readonly stuck: number;
  /** Why it ended: nothing was due, the time to claim was over, or `limit` attempts had begun. */
  readonly ended: ProcessOnceEnd;
  /** Runs are due that it did not get to: call again at once. */
  readonly moreDue: boolean;
  /** Milliseconds until something is due: a run, a retry, a schedule, a rate, a dead worker's run. 0 for now, null for nothing known. */
  readonly nextDueMs: number | null;
}

export type ProcessOnceEnd = 'idle' | 'budget' | 'limit';

type Counts = {
  -readonly [Name in Exclude<keyof ProcessedOnce, 'stuck' | 'ended' | 'moreDue' | 'nextDueMs'>]: number;
};

/** Counts what one worker does, by the events of this process. */
export class AttemptTally {
  readonly counts: Counts = {
    started: 0,
    succeeded: 0,
    failed: 0,
    cancelled: 0,
    retried: 0,
    postponed: 0,
    handedBack: 0,
    lost: 0,
    recovered: 0,
    errors: 0,
  };
  readonly end: () => void;

  constructor(events: JobEventEmitter, worker: string) {
    const own =
      <Event extends { readonly worker: string }>(counted: (event: Event) => keyof Counts) =>
      (event: Event): void => {
        if (event.worker === worker) this.counts[counted(event)] += 1;
      };
    const onStarted = own<JobEvents['run:started'][0]>(() => 'started');
    const onSettled = own<JobEvents['run:settled'][0]>(({ state }) => (state === 'success' ? 'succeeded' : state));
    const onReleased = own<JobEvents['run:released'][0]>(({ outcome }) => RELEASED[outcome] ?? 'retried');
    const onLost = own<JobEvents['run:lost'][0]>(() => 'lost');
    const onError = own<JobEvents['worker:error'][0]>(() => 'errors');
    events.on('run:started', onStarted).on('run:settled', onSettled);
    events.on('run:released', onReleased).on('run:lost', onLost).on('worker:error', onError);
    this.end = () => {
      events.off('run:started', onStarted).off('run:settled', onSettled);
      events.off('run:released', onReleased).off('run:lost', onLost).off('worker:error', onError);
    };
  }
}

const RELEASED: { readonly [Outcome in JobEvents['run:released'][0]['outcome']]?: keyof Counts } = {
  interrupted: 'handedBack',
  snoozed: 'postponed',
  spawned: 'postponed',
  'lease-expired': 'recovered',
};

import { NightshiftError } from '../../errors.js';
import type { JobEventEmitter } from '../../events.js';
import type { Registry } from '../../registry.js';
import type { Store } from '../../store/contract.js';
import type { Timers } from '../../timers.js';
import type { WorkerSettings } from '../../worker/worker-options.js';
import type { Worker } from '../../worker/worker.js';
import type { FleetLimits } from '../fleet-limits.js';
import { processOnceSettings, type ProcessOnceOptions, type ProcessOnceSettings } from './process-once-options.js';
import { AttemptTally, type ProcessedOnce, type ProcessOnceEnd } from './processed-once.js';
import { whatIsLeft } from './what-is-left.js';

interface OnceClient {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly events: JobEventEmitter;
  readonly fleetLimits: FleetLimits;
  readonly timers: Timers;
  makeWorker(settings: WorkerSettings): Worker;
}

/** Starts a worker, stops it when nothing is due or its time to claim is over, and tells what it did. */
export async function processOnce(client: OnceClient, options: ProcessOnceOptions): Promise<ProcessedOnce> {
  const settings = processOnceSettings(options);
  const worker = client.makeWorker(settings.worker);
  const tally = new AttemptTally(client.events, worker.id);
  const stop = inTime(client.timers, settings);
  try {
    const ended = await workUntilOver(worker, tally, { timers: client.timers, settings }).catch(
      async (error: unknown) => {
        await stop(() => worker.stop());
        throw error;
      },
    );
    return await stop(async () => {
      await worker.stop();
      const left = await whatIsLeft({ ...client, queues: settings.worker.queues, sawNothing: ended === 'idle' });
      return { ...tally.counts, stuck: worker.stuck.length, ended, ...left };
    });
  } finally {
    tally.end();
  }
}

async function workUntilOver(
  worker: Worker,
  tally: AttemptTally,
  { timers, settings }: { readonly timers: Timers; readonly settings: ProcessOnceSettings },
): Promise<ProcessOnceEnd> {
  let isOver = false;
  let tellOver: () => void = () => undefined;
  const over = new Promise<ProcessOnceEnd>((resolve) => {
    tellOver = () => resolve('budget');
  });
  const timer = timers.after(settings.claimMs, () => {
    isOver = true;
    tellOver();
  });
  const work = async (): Promise<ProcessOnceEnd> => {
    await worker.start();
    return untilNothingIsDue(worker, tally, { limit: settings.limit, isOver: () => isOver });
  };
  try {
    return await Promise.race([work(), over]);
  } finally {
    timer.cancel();
  }
}

async function untilNothingIsDue(
  worker: Worker,
  { counts }: AttemptTally,
  { limit, isOver }: { readonly limit: number; readonly isOver: () => boolean },
): Promise<ProcessOnceEnd> {
  for (;;) {
    const startedBefore = counts.started;
    // What runs while one looks may have made more work when one has looked.
    const wasBusy = worker.running.length > 0;
    const waitMs = await worker.look();
    await worker.idle();
    if (isOver()) return 'budget';
    if (counts.started >= limit) return 'limit';
    if (waitMs > 0 && !wasBusy && counts.started === startedBefore) return 'idle';
  }
}

/** Stopping has an end of its own: a store that never answers must not keep the caller beyond the budget. */
function inTime(
  timers: Timers,
  { budgetMs, claimMs }: ProcessOnceSettings,
): <Answer>(work: () => Promise<Answer>) => Promise<Answer> {
  return async (work) => {
    let giveUp: () => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      giveUp = () => reject(unanswered(budgetMs));
    });
    const timer = timers.after(budgetMs - claimMs, () => giveUp());
    try {
      return await Promise.race([work(), late]);
    } finally {
      timer.cancel();
    }
  };
}

function unanswered(budgetMs: number): NightshiftError {
  return new NightshiftError(
    'STORE_UNREACHABLE',
    `The store did not answer within the budget of ${budgetMs} ms. What was not written down starts again when its lease expires.`,
  );
}

import { NightshiftError } from '../errors.js';
import type { JobEventEmitter } from '../events.js';
import type { Store } from '../store/contract.js';
import type { Signal, Subscription } from '../store/notifications.js';
import type { RunRecord } from '../store/run-record.js';
import { sleep } from '../timers.js';

const POLL_MS = 1_000;

export interface WaitOptions {
  /** Gives up waiting; the runs go on. */
  readonly signal?: AbortSignal;
}

/** Waits until every run is final: told by this process's events or the store's signals, and by looking once a second. */
export async function awaitRuns(
  { store, events }: { readonly store: Store<unknown>; readonly events: JobEventEmitter },
  runIds: readonly string[],
  options: WaitOptions,
): Promise<RunRecord[]> {
  const wanted = new Set(runIds);
  let wake: () => void = () => undefined;
  const onSettled = (event: { readonly runId: string }): void => {
    if (wanted.has(event.runId)) wake();
  };
  events.on('run:settled', onSettled);
  let subscription: Subscription | undefined;
  try {
    const hear = (signal: Signal): void => {
      if (signal.kind === 'settled') onSettled(signal);
    };
    subscription = await store.notifications?.subscribe(hear, { kinds: ['settled'] });
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const runs = await look(store, runIds);
      if (runs.every((run) => run.finishedAt !== null)) return runs;
      await untilWokenOr(woken, options.signal);
    }
  } finally {
    events.off('run:settled', onSettled);
    await subscription?.unsubscribe();
  }
}

async function look(store: Store<unknown>, runIds: readonly string[]): Promise<RunRecord[]> {
  const runs = await store.read.get(runIds);
  const missing = runIds.find((id) => !runs.some((run) => run.id === id));
  if (missing !== undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${missing}.`);
  return runs;
}

async function untilWokenOr(woken: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  const poll = sleep(POLL_MS, either);
  try {
    await Promise.race([woken, poll]);
  } finally {
    stop.abort(new Error('woken'));
    // The poll that lost the race rejects with the abort above, which nobody needs.
    poll.catch(() => undefined);
  }
}

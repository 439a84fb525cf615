import type { RunRecord, Signal, Subscription } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { targetRuns, type Target } from './target.js';

const LOOK_MS = 1_000;

/**
 * The runs of a target each time something may have changed: told by the events of this process and the signals of the
 * store, and once a second besides. Ends when all runs are final, or at once when the signal aborts.
 */
export async function* looks(client: Client, target: Target, signal: AbortSignal): AsyncGenerator<RunRecord[], void> {
  const bell = new Bell(signal);
  const subscription = await listen(client, bell);
  try {
    while (!signal.aborted) {
      const rung = bell.next(LOOK_MS);
      const runs = await targetRuns(client, target);
      yield runs;
      if (runs.every((run) => run.finishedAt !== null)) return;
      await rung;
    }
  } finally {
    bell.silence();
    for (const event of EVENTS) client.events.off(event, bell.ring);
    await subscription?.unsubscribe();
  }
}

const EVENTS = ['run:started', 'run:progress', 'run:settled', 'run:released', 'run:enqueued'] as const;

async function listen(client: Client, bell: Bell): Promise<Subscription | undefined> {
  for (const event of EVENTS) client.events.on(event, bell.ring);
  const hear = (signal: Signal): void => {
    if (signal.kind === 'settled') bell.ring();
  };
  return client.store.notifications?.subscribe(hear, { kinds: ['settled'] });
}

/** Something to wait for: it rings when told to, after a time, or when the signal aborts. */
class Bell {
  #wake: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly ring = (): void => this.#wake();

  constructor(private readonly signal: AbortSignal) {
    signal.addEventListener('abort', this.ring);
  }

  next(ms: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.ring, ms);
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  silence(): void {
    clearTimeout(this.#timer);
    this.signal.removeEventListener('abort', this.ring);
  }
}

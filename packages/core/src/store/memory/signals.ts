import type { Signal, Subscription } from '../notifications.js';

/** Signals of one verb, sent when the verb is done. */
export class Signals {
  readonly #listeners = new Set<(signal: Signal) => void>();
  #queued = false;
  #pending: Signal[] = [];

  subscribe(listener: (signal: Signal) => void): Subscription {
    const own = (signal: Signal): void => listener(signal);
    this.#listeners.add(own);
    return {
      live: true,
      unsubscribe: () => {
        this.#listeners.delete(own);
        return Promise.resolve();
      },
    };
  }

  /** One signal says it for any number of runs. */
  queued(): void {
    this.#queued = true;
  }

  about(kind: 'cancel' | 'settled', runId: string): void {
    if (this.#listeners.size > 0) this.#pending.push({ kind, runId });
  }

  /** Listeners are called outside the verb: what they throw is not the caller's, and what they do comes after. */
  send(): void {
    const signals = this.#queued ? [{ kind: 'queued' } as const, ...this.#pending] : this.#pending;
    this.#queued = false;
    this.#pending = [];
    if (signals.length === 0) return;
    for (const listener of this.#listeners) {
      for (const signal of signals) queueMicrotask(() => this.#listeners.has(listener) && listener(signal));
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}

import type { Signal, ListenOptions, Subscription } from '../notifications.js';

/** Signals of one verb, sent when the verb is done. */
export class Signals {
  readonly #listeners: Readonly<Record<Signal['kind'], Set<Listener>>> = {
    queued: new Set(),
    cancel: new Set(),
    settled: new Set(),
  };
  #queued: Signal | null = null;
  #pending: Exclude<Signal, { kind: 'queued' }>[] = [];

  subscribe(listener: Listener, { kinds = ALL_KINDS }: ListenOptions = {}): Subscription {
    const own = (signal: Signal): void => listener(signal);
    for (const kind of kinds) this.#listeners[kind].add(own);
    return {
      live: true,
      unsubscribe: () => {
        for (const kind of kinds) this.#listeners[kind].delete(own);
        return Promise.resolve();
      },
    };
  }

  /** One signal says it for any number of runs; that all of them are due only if each of them is. */
  queued({ due }: { readonly due: boolean }): void {
    this.#queued = due && this.#queued !== LATER ? NOW : LATER;
  }

  about(kind: 'cancel' | 'settled', runId: string): void {
    if (this.#listeners[kind].size > 0) this.#pending.push({ kind, runId });
  }

  /** Listeners are called outside the verb: what they throw is not the caller's, and what they do comes after. */
  send(): void {
    if (this.#queued !== null) this.#tell(this.#queued);
    this.#queued = null;
    if (this.#pending.length === 0) return;
    const signals = this.#pending;
    this.#pending = [];
    for (const signal of signals) this.#tell(signal);
  }

  clear(): void {
    for (const kind of ALL_KINDS) this.#listeners[kind].clear();
  }

  #tell(signal: Signal): void {
    const listeners = this.#listeners[signal.kind];
    for (const listener of listeners) queueMicrotask(() => listeners.has(listener) && listener(signal));
  }
}

type Listener = (signal: Signal) => void;

const ALL_KINDS: readonly Signal['kind'][] = ['queued', 'cancel', 'settled'];
const NOW: Signal = { kind: 'queued', due: true };
const LATER: Signal = { kind: 'queued' };

import type { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.js';
import { NightshiftError } from '../errors.js';
import type { Lease } from '../store/contract.js';
import type { HeldLease, LeaseRenewal, StandBy, StandByOptions } from '../store/lease-renewal.js';
import { packChange, sharedNow, type FromThread, type ToThread } from './renewal-messages.js';
import { startThread } from './start-thread.js';
import type { Refused } from './thread-settings.js';

// A host that makes one short worker after the other keeps the thread in between.
const LINGER_MS = 10_000;

/** What a store gives for its thread. */
export interface ThreadRenewalParts {
  /** The module of the thread, which calls `renewLeases`; see {@link threadEntry}. */
  readonly entry: URL;
  /** The clock that the store was given, which no thread can read; null when the server's time counts. */
  readonly clock: Clock | null;
  /** The `workerData` of the thread, such as how it connects; asked once the store is open. */
  start(): { readonly workerData: unknown } | Refused;
}

/**
 * Renews leases from one thread for all workers of a store. It starts with the first run that one of them begins, ends when
 * the last of them has ended, and keeps no process alive. The store closes it before it closes itself.
 *
 * @example
 * const renewal = new ThreadRenewal({
 *   entry: threadEntry(import.meta.url, './renewal-thread'),
 *   clock: null,
 *   start: () => ({ workerData: { url } }),
 * });
 */
export class ThreadRenewal implements LeaseRenewal {
  readonly #parts: ThreadRenewalParts;
  readonly #standBys = new Map<number, StandByOptions>();
  #thread: Worker | null = null;
  #linger: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(parts: ThreadRenewalParts) {
    this.#parts = parts;
  }

  get unavailable(): string | null {
    const start = this.#start();
    return 'refused' in start ? start.refused : null;
  }

  standBy(options: StandByOptions): StandBy {
    const id = ++this.#lastId;
    let isOver = false;
    return {
      change: (held, gone) => {
        if (!isOver) this.#change(id, options, { held, gone });
      },
      renewed: () => this.#post({ kind: 'renewed', standBy: id, at: sharedNow() }),
      end: () => {
        isOver = true;
        this.#end(id);
      },
    };
  }

  /** Ends the thread, whoever stands by. */
  async close(): Promise<void> {
    clearTimeout(this.#linger);
    const thread = this.#thread;
    this.#thread = null;
    this.#standBys.clear();
    await thread?.terminate();
  }

  #change(
    standBy: number,
    options: StandByOptions,
    change: { readonly held: readonly HeldLease[]; readonly gone: readonly Lease[] },
  ): void {
    if (!this.#standBys.has(standBy)) {
      const start = this.#start();
      if ('refused' in start) return;
      this.#standBys.set(standBy, options);
      clearTimeout(this.#linger);
      this.#thread ??= this.#threadWith(start.workerData);
    }
    const { held, gone } = change;
    this.#post({
      kind: 'change',
      standBy,
      leaseMs: options.leaseMs,
      ...packChange(held, gone),
      at: sharedNow(),
    });
  }

  #end(standBy: number): void {
    this.#post({ kind: 'end', standBy });
    this.#standBys.delete(standBy);
    if (this.#standBys.size > 0 || this.#thread === null) return;
    this.#linger = setTimeout(() => void this.close(), LINGER_MS).unref();
  }

  #post(message: ToThread): void {
    if (this.#standBys.has(message.standBy)) this.#thread?.postMessage(message);
  }

  #start(): { readonly workerData: unknown } | Refused {
    if (this.#parts.clock !== null) return { refused: 'The store was given a clock, which no thread can read' };
    return this.#parts.start();
  }

  #threadWith(workerData: unknown): Worker {
    const thread = startThread(this.#parts.entry, { workerData, name: 'nightshift-renewal' });
    thread.unref();
    thread.on('message', ({ standBy, message, code }: FromThread) => {
      const said = code === null ? message : `${message} (${code})`;
      this.#standBys.get(standBy)?.onError(new NightshiftError('STORE_UNREACHABLE', said));
    });
    thread.on('error', (error) => this.#lost(thread, error));
    return thread;
  }

  // Workers go on renewing by themselves; the next one that starts tries a new thread.
  #lost(thread: Worker, error: Error): void {
    if (this.#thread === thread) this.#thread = null;
    for (const options of this.#standBys.values()) options.onError(error);
  }
}

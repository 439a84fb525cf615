import type { Worker as Thread } from 'node:worker_threads';
import type { Clock } from '../clock.js';
import { NightshiftError } from '../errors.js';
import type { LeaseRenewal, StandBy, StandByOptions } from '../store/lease-renewal.js';
import { LeaseTable } from './lease-table.js';
import { sharedNow, type FromThread, type ToThread } from './renewal-messages.js';
import { startThread } from './start-thread.js';
import type { Refused } from './thread-settings.js';

// A host that makes one short worker after the other keeps the thread in between.
const LINGER_MS = 10_000;

/** A worker that has begun a run, and what it holds. */
interface StoodBy {
  readonly options: StandByOptions;
  readonly table: LeaseTable;
}

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
  readonly #workers = new Map<number, StoodBy>();
  #thread: Thread | null = null;
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
    const table = new LeaseTable((memory) => this.#post({ kind: 'more', standBy: id, memory }));
    let isNew = true;
    return {
      hold: (lease) => {
        const place = table.hold(lease, sharedNow());
        if (isNew) this.#begin(id, { options, table });
        isNew = false;
        return place;
      },
      drop: (place) => table.drop(place),
      renewed: () => this.#post({ kind: 'renewed', standBy: id, at: sharedNow() }),
      end: () => {
        isNew = false;
        this.#end(id);
      },
    };
  }

  /** Ends the thread, whoever stands by. */
  async close(): Promise<void> {
    clearTimeout(this.#linger);
    const thread = this.#thread;
    this.#thread = null;
    this.#workers.clear();
    await thread?.terminate();
  }

  #begin(id: number, worker: StoodBy): void {
    const start = this.#start();
    if ('refused' in start) return;
    this.#workers.set(id, worker);
    clearTimeout(this.#linger);
    if (this.#thread === null) this.#startThread(start.workerData);
    else this.#tellOf(id, worker);
  }

  #tellOf(standBy: number, { options, table }: StoodBy): void {
    this.#post({ kind: 'begin', standBy, leaseMs: options.leaseMs, memory: table.memory });
  }

  #end(standBy: number): void {
    this.#post({ kind: 'end', standBy });
    this.#workers.delete(standBy);
    if (this.#workers.size > 0 || this.#thread === null) return;
    this.#linger = setTimeout(() => void this.close(), LINGER_MS).unref();
  }

  #post(message: ToThread): void {
    if (this.#workers.has(message.standBy)) this.#thread?.postMessage(message);
  }

  #start(): { readonly workerData: unknown } | Refused {
    if (this.#parts.clock !== null) return { refused: 'The store was given a clock, which no thread can read' };
    return this.#parts.start();
  }

  #startThread(workerData: unknown): void {
    const thread = startThread(this.#parts.entry, { workerData, name: 'nightshift-renewal' });
    thread.unref();
    thread.on('message', ({ standBy, message, code }: FromThread) => {
      const said = code === null ? message : `${message} (${code})`;
      this.#workers.get(standBy)?.options.onError(new NightshiftError('STORE_UNREACHABLE', said));
    });
    thread.on('error', (error) => this.#lost(thread, error));
    this.#thread = thread;
    for (const [id, worker] of this.#workers) this.#tellOf(id, worker);
  }

  // Workers go on renewing by themselves; the next one that starts tries a new thread, for all of them.
  #lost(thread: Thread, error: Error): void {
    if (this.#thread === thread) this.#thread = null;
    for (const { options } of this.#workers.values()) options.onError(error);
  }
}

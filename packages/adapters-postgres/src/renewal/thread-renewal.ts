import {
  NightshiftError,
  type HeldLease,
  type LeaseRenewal,
  type StandBy,
  type StandByOptions,
} from '@nightshift/core';
import { startThread, threadEntry } from '@nightshift/core/threads';
import type { Worker } from 'node:worker_threads';
import { sharedNow, type FromThread, type RenewalThreadData, type ToThread } from './protocol.js';
import type { ThreadAccess } from './thread-access.js';

// A host that makes one short worker after the other keeps the thread in between.
const LINGER_MS = 10_000;

interface RenewalParts {
  /** How the thread connects; asked once the store is open. */
  access(): ThreadAccess;
  /** The statement that renews leases. */
  readonly statement: string;
  /** Why it cannot be done whatever the access is, or null. */
  readonly refused: string | null;
}

/**
 * Renews leases from one thread for all workers of a store. It starts with the first run that one of them begins, ends when
 * the last of them has ended, and keeps no process alive.
 */
export class ThreadRenewal implements LeaseRenewal {
  readonly #parts: RenewalParts;
  readonly #standBys = new Map<number, StandByOptions>();
  #thread: Worker | null = null;
  #linger: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  get unavailable(): string | null {
    if (this.#parts.refused !== null) return this.#parts.refused;
    const access = this.#parts.access();
    return 'refused' in access ? access.refused : null;
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
    change: { readonly held: readonly HeldLease[]; readonly gone: readonly Omit<HeldLease, 'renewForMs'>[] },
  ): void {
    if (!this.#standBys.has(standBy)) {
      if (this.unavailable !== null) return;
      this.#standBys.set(standBy, options);
      clearTimeout(this.#linger);
      this.#thread ??= this.#start();
    }
    this.#post({ kind: 'change', standBy, leaseMs: options.leaseMs, ...change, at: sharedNow() });
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

  #start(): Worker | null {
    const access = this.#parts.access();
    if ('refused' in access) return null;
    const workerData: RenewalThreadData = { access, statement: this.#parts.statement };
    const thread = startThread(threadEntry(import.meta.url, './renewal-thread'), {
      workerData,
      name: 'nightshift-renewal',
    });
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

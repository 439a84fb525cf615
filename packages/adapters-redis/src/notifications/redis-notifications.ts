import type { Notifications, Signal, Subscription } from '@nightshift/core';
import type { StopListening } from '../connection/redis-connection.js';
import type { RedisSession } from '../redis-session.js';
import { readSignals } from './read-signals.js';

type Listener = (signal: Signal) => void;

/** Signals over PUBLISH and SUBSCRIBE, on one connection for all subscribers of this store. */
export class RedisNotifications implements Notifications {
  readonly #session: RedisSession;
  readonly #listeners = new Set<Listener>();
  #listening: Promise<StopListening> | null = null;

  constructor(session: RedisSession) {
    this.#session = session;
  }

  async subscribe(listener: Listener): Promise<Subscription> {
    const own: Listener = (signal) => listener(signal);
    this.#listeners.add(own);
    const listening = await this.#listen().catch(async (error: unknown) => {
      await this.#drop(own);
      throw error;
    });
    return {
      get live() {
        return listening.live;
      },
      unsubscribe: () => this.#drop(own),
    };
  }

  /** Ends every subscription. */
  async stop(): Promise<void> {
    this.#listeners.clear();
    await this.#hangUp();
  }

  async #listen(): Promise<StopListening> {
    // What was said while it was away is lost, and work may have come in.
    this.#listening ??= this.#session.listen(
      (payload) => this.#heard(payload),
      () => this.#tell({ kind: 'queued' }),
    );
    try {
      return await this.#listening;
    } catch (error) {
      this.#listening = null;
      throw error;
    }
  }

  async #drop(listener: Listener): Promise<void> {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) await this.#hangUp();
  }

  async #hangUp(): Promise<void> {
    const listening = this.#listening;
    this.#listening = null;
    await (await listening?.catch(() => null))?.stop();
  }

  #heard(payload: string): void {
    for (const signal of readSignals(payload)) this.#tell(signal);
  }

  // Outside the client's own call: what a listener throws is not the client's to handle.
  #tell(signal: Signal): void {
    for (const listener of this.#listeners) queueMicrotask(() => this.#listeners.has(listener) && listener(signal));
  }
}

import type { Signal, Subscription } from '@nightshift/core';
import type { StopListening } from '../connection/redis-connection.js';

export type Listener = (signal: Signal) => void;

export interface ChannelParts {
  /** Begins to hear the channel. */
  readonly listen: (heard: (payload: string) => void, reconnected: () => void) => Promise<StopListening>;
  readonly read: (payload: string) => readonly Signal[];
  /** What to tell after it was away: whatever was said meanwhile is lost. */
  readonly afterAway: readonly Signal[];
}

/** One channel, heard on one connection for all of its subscribers, and only while there are any. */
export class SignalChannel {
  readonly #parts: ChannelParts;
  readonly #listeners = new Set<Listener>();
  #listening: Promise<StopListening> | null = null;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
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
    this.#listening ??= this.#parts.listen(
      (payload) => this.#tell(this.#parts.read(payload)),
      () => this.#tell(this.#parts.afterAway),
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

  // Outside the client's own call: what a listener throws is not the client's to handle.
  #tell(signals: readonly Signal[]): void {
    for (const signal of signals) {
      for (const listener of this.#listeners) queueMicrotask(() => this.#listeners.has(listener) && listener(signal));
    }
  }
}

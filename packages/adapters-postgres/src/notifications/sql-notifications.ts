import type { Notifications, Signal, ListenOptions, Subscription } from '@nightshift/core';
import type { StopListening } from '../connection/sql-connection.js';
import type { SqlSession } from '../sql-session.js';
import { Echo } from './echo.js';
import { echoPayload, readPayload } from './payload.js';
import { SettledWatch } from './settled-watch.js';

const WATCH_MS = 30_000;

type Listener = (signal: Signal) => void;

interface Subscriber {
  readonly listener: Listener;
  /** Null for all. */
  readonly kinds: readonly Signal['kind'][] | null;
}

/**
 * Signals over LISTEN and NOTIFY, on one connection for all subscribers of this store.
 *
 * A listening connection can look alive and hear nothing: behind a pooler in transaction mode, or after a network that
 * dropped it in silence. So it proves itself, by an echo through the pool, when it starts, when it comes back and now and then.
 */
export class SqlNotifications implements Notifications {
  readonly #session: SqlSession;
  readonly #channel: string;
  readonly #settledWatch: SettledWatch;
  readonly #subscribers = new Set<Subscriber>();
  readonly #echo = new Echo();
  #listening: Promise<StopListening> | null = null;
  #watch: NodeJS.Timeout | undefined;
  #live = false;
  /** Whether anything ever arrived on the connection that listens now. */
  #arrived = false;

  constructor(session: SqlSession, channel: string) {
    this.#session = session;
    this.#channel = channel;
    this.#settledWatch = new SettledWatch(session);
  }

  async subscribe(listener: Listener, { kinds }: ListenOptions = {}): Promise<Subscription> {
    const own: Subscriber = { listener, kinds: kinds ?? null };
    this.#subscribers.add(own);
    try {
      if (wants(own, 'settled')) await this.#settledWatch.begin();
      await this.#listen();
      await this.#prove();
    } catch (error) {
      await this.#drop(own);
      throw error;
    }
    const isLive = (): boolean => this.#live;
    return {
      get live() {
        return isLive();
      },
      unsubscribe: () => this.#drop(own),
    };
  }

  /** Ends every subscription. */
  async stop(): Promise<void> {
    this.#subscribers.clear();
    this.#settledWatch.stop();
    await this.#hangUp();
  }

  async #drop(subscriber: Subscriber): Promise<void> {
    if (this.#subscribers.delete(subscriber) && wants(subscriber, 'settled')) this.#settledWatch.end();
    if (this.#subscribers.size === 0) await this.#hangUp();
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.#session.listen(this.#channel, {
      heard: (payload) => this.#heard(payload),
      reconnected: () => void this.#cameBack(),
    });
    try {
      await this.#listening;
    } catch (error) {
      this.#listening = null;
      throw error;
    }
    // An embedded database delivers by a call in this process: nothing can be lost on the way.
    if (this.#session.connection.exclusive) return;
    this.#watch ??= setInterval(() => void this.#lookAfter(), WATCH_MS).unref();
  }

  async #hangUp(): Promise<void> {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#live = false;
    this.#arrived = false;
    const listening = this.#listening;
    this.#listening = null;
    await (
      await listening?.catch(() => null)
    )?.();
  }

  #heard(payload: string): void {
    const { signals, echoes } = readPayload(payload);
    for (const nonce of echoes) this.#echo.heard(nonce);
    for (const signal of signals) this.#tell(signal);
  }

  // Outside the driver's own call: what a listener throws is not the driver's to handle.
  #tell(signal: Signal): void {
    for (const subscriber of this.#subscribers) {
      if (!wants(subscriber, signal.kind)) continue;
      queueMicrotask(() => this.#subscribers.has(subscriber) && subscriber.listener(signal));
    }
  }

  async #cameBack(): Promise<void> {
    // Whatever was said meanwhile is lost, and work may have come in.
    this.#tell({ kind: 'queued' });
    await this.#proveOrPoll();
  }

  async #lookAfter(): Promise<void> {
    await this.#proveOrPoll();
    if (this.#live || this.#subscribers.size === 0) return;
    // Where nothing ever arrives there is a pooler. Each LISTEN stays behind in a session that it hands to others.
    if (this.#listening !== null && !this.#arrived) return;
    await this.#hangUp();
    try {
      await this.#listen();
    } catch {
      // The server is away: subscribers see that nothing is live and poll. The watch below tries again.
      this.#watch ??= setInterval(() => void this.#lookAfter(), WATCH_MS).unref();
      return;
    }
    await this.#cameBack();
  }

  async #prove(): Promise<void> {
    this.#live = await this.#echo.arrives((nonce) => this.#session.notify(this.#channel, echoPayload(nonce)));
    this.#arrived ||= this.#live;
  }

  async #proveOrPoll(): Promise<void> {
    try {
      await this.#prove();
    } catch {
      // The echo could not be sent: `live` is what subscribers are told, and the next watch looks again.
      this.#live = false;
    }
  }
}

function wants({ kinds }: Subscriber, kind: Signal['kind']): boolean {
  return kinds === null || kinds.includes(kind);
}

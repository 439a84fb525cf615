import { setTimeout as delay } from 'node:timers/promises';
import { quoteIdentifier } from '../sql-names.js';
import type { ChannelListener, StopListening } from '../connection/sql-connection.js';
import type { NodePostgresPool } from './node-postgres-types.js';

/** A client that is not connected yet. */
export interface ChannelClient {
  connect(): Promise<void>;
  query(text: string): Promise<unknown>;
  end(): Promise<void>;
  on(event: 'notification', listener: (message: { payload?: string | undefined }) => void): unknown;
  on(event: 'error' | 'end', listener: () => void): unknown;
}

type ClientClass = new (options: object) => ChannelClient;

const RECONNECT_MS = { first: 100, most: 10_000 };

/** Listens on a connection of its own, outside the pool: a client that LISTENs has session state and can serve nobody else. */
export async function listenWithClient(
  newClient: () => ChannelClient,
  channel: string,
  listener: ChannelListener,
): Promise<StopListening> {
  const stopped = new AbortController();
  let client: ChannelClient = await connect();

  async function connect(): Promise<ChannelClient> {
    const fresh = newClient();
    fresh.on('notification', ({ payload }) => listener.heard(payload ?? ''));
    // `end` follows every error and says that the connection is gone; without a listener an error would end the process.
    fresh.on('error', () => {});
    try {
      await fresh.connect();
      await fresh.query(`listen ${quoteIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
    fresh.on('end', () => void reconnect());
    return fresh;
  }

  async function reconnect(): Promise<void> {
    for (let pause = RECONNECT_MS.first; !stopped.signal.aborted; pause = Math.min(pause * 2, RECONNECT_MS.most)) {
      try {
        client = await connect();
        if (stopped.signal.aborted) return await client.end();
        return listener.reconnected();
      } catch {
        // The server is away: workers poll meanwhile, and this tries until it is back or nobody listens.
        await delay(pause, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  return async () => {
    stopped.abort();
    await client.end();
  };
}

/**
 * Makes clients as a pool does.
 *
 * @param direct - the connection string to use in place of the pool's settings, or null.
 */
export function clientsOf(pool: NodePostgresPool, direct: string | null): () => ChannelClient {
  // A pool carries the class that it makes its clients of, so the store needs no import of `pg` for a pool it was given.
  // The password is not enumerable there. Keep-alive finds out about a connection that died without a word.
  const { Client, options } = pool as unknown as { Client: ClientClass; options: { password?: unknown } };
  const settings = direct === null ? { ...options, password: options.password } : { connectionString: direct };
  return () => new Client({ ...settings, keepAlive: true, keepAliveInitialDelayMillis: 30_000 });
}

import { orClosed } from './or-closed.js';
import type { OwnClient } from './redis-client.js';
import type { ChannelListener, StopListening } from './redis-connection.js';

// Less than the silence that ends a connection.
const WATCH_MS = 20_000;

/**
 * Subscribes a client of its own to a channel, and again whenever ioredis has come back. A network that dropped the
 * connection in silence shows in a ping without an answer, which ends the connection after the silence that it was given.
 */
export async function listenOn(
  client: OwnClient,
  channel: string,
  { heard, reconnected }: ChannelListener,
): Promise<StopListening> {
  client.on('error', () => undefined);
  client.on('message', (from: string, payload: string) => {
    if (from === channel) heard(payload);
  });
  try {
    await orClosed(client, client.connect());
    await orClosed(client, client.subscribe(channel));
  } catch (error) {
    client.disconnect();
    throw error;
  }
  let isSubscribed = true;
  client.on('close', () => (isSubscribed = false));
  client.on('ready', () => {
    // Refused because the connection is lost again: it will be ready again as well.
    void Promise.allSettled([client.subscribe(channel)]).then(([answer]) => {
      if (answer.status === 'rejected') return;
      isSubscribed = true;
      reconnected();
    });
  });
  const watch = setInterval(() => {
    // What a ping meets, the connection meets as well: `live` says so, and `ready` when it is back.
    void Promise.allSettled([client.ping()]);
  }, WATCH_MS).unref();
  return {
    get live() {
      return isSubscribed && client.status === 'ready';
    },
    stop: () => {
      clearInterval(watch);
      client.disconnect();
      return Promise.resolve();
    },
  };
}

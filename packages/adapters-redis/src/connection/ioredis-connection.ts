import type { MakeClient, OwnClient } from './redis-client.js';
import type { ChannelListener, RedisConnection, StopListening } from './redis-connection.js';
import { listenOn } from './listen.js';
import { orClosed } from './or-closed.js';
import { withoutCommand } from './without-command.js';

/** Connections of ioredis: one for commands, and one for each channel that is listened to. Nothing is opened before `open`. */
export class IoredisConnection implements RedisConnection {
  readonly #makeClient: MakeClient;
  readonly #listening = new Set<StopListening>();
  #client: OwnClient | null = null;

  constructor(makeClient: MakeClient) {
    this.#makeClient = makeClient;
  }

  async open(): Promise<void> {
    if (this.#client !== null) return;
    const client = await this.#makeClient();
    let reason: unknown;
    // A connection that is lost shows in the commands that it fails; without a listener ioredis prints it as well.
    client.on('error', (error: Error) => void (reason = error));
    try {
      await orClosed(client, client.connect());
    } catch (error) {
      client.disconnect();
      // The error says that the connection is closed, and the event before it why.
      throw withoutCommand(reason ?? error);
    }
    this.#client = client;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listening].map((listening) => listening.stop()));
    this.#client?.disconnect();
    this.#client = null;
  }

  async call(command: string, args: readonly string[]): Promise<unknown> {
    if (this.#client === null) throw new Error('Connection is closed.');
    try {
      return await this.#client.call(command, ...args);
    } catch (error) {
      throw withoutCommand(error);
    }
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    const listening = await listenOn(await this.#makeClient(), channel, listener);
    const own: StopListening = {
      get live() {
        return listening.live;
      },
      stop: async () => {
        this.#listening.delete(own);
        await listening.stop();
      },
    };
    this.#listening.add(own);
    return own;
  }
}

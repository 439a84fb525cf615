import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a store and its server that can be made to fail. */
export interface TcpProxy {
  /** On the loopback address. */
  readonly port: number;
  /** How many connections are open. */
  readonly connections: number;
  /** Ends every connection at once, as a network does that resets them. */
  drop(): void;
  /** Carries nothing any more, in silence: connections stay, and new ones hang. */
  hold(): void;
  /** Goes on, with whatever was held back. */
  release(): void;
  /** Takes no more connections, and ends those that are open. */
  stop(): Promise<void>;
}

/** Where the server is; asked anew for every connection, so that a getter can lead to another one. */
export interface TcpProxyOptions {
  readonly host: string;
  readonly port: number;
  /** Made for every connection: passes on what the server sends, or less of it. */
  readonly fromServer?: () => (chunk: Buffer) => Buffer;
}

/**
 * Starts a proxy in this process, on a free port of the loopback address.
 *
 * @example
 * const proxy = await startTcpProxy({ host: '127.0.0.1', port: 5432 });
 * proxy.hold();
 * proxy.drop();
 * proxy.release();
 * await proxy.stop();
 */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const links = new Set<Link>();
  let held = false;
  const server = createServer((client) => {
    const link = new Link(client, options, () => links.delete(link));
    links.add(link);
    if (held) link.hold();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (): void => links.forEach((link) => link.drop());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return links.size;
    },
    drop,
    hold() {
      held = true;
      links.forEach((link) => link.hold());
    },
    release() {
      held = false;
      links.forEach((link) => link.release());
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}

/** One connection, from the client to the server. */
class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #onEnd: () => void;

  constructor(client: Socket, { host, port, fromServer }: TcpProxyOptions, onEnd: () => void) {
    this.#client = client;
    this.#server = connect(port, host);
    this.#onEnd = onEnd;
    const filter = fromServer?.() ?? ((chunk: Buffer) => chunk);
    client.setNoDelay();
    this.#server.setNoDelay();
    client.on('data', (chunk) => void this.#server.write(chunk));
    this.#server.on('data', (chunk) => {
      const passed = filter(chunk);
      if (passed.length > 0) client.write(passed);
    });
    for (const socket of [client, this.#server]) socket.once('close', () => this.#end()).on('error', () => this.drop());
  }

  hold(): void {
    this.#client.pause();
    this.#server.pause();
  }

  release(): void {
    this.#client.resume();
    this.#server.resume();
  }

  drop(): void {
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  // What one side said last still reaches the other.
  #end(): void {
    this.#client.end();
    this.#server.end();
    this.#onEnd();
  }
}

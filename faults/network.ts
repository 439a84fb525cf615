import { startTcpProxy, type TcpProxy, type TcpProxyOptions } from '@nightshift/testing';
import type { SharedServer } from './engine.js';

/** The way from workers to every node of a server. */
export interface Network extends Pick<TcpProxy, 'drop' | 'hold' | 'release'> {
  /** By which workers reach the nodes, in the order of the server's own. */
  readonly ports: readonly number[];
}

/** Acts with a network that can be made to fail, and takes it away. */
export async function withNetwork<Result>(
  { ports }: Pick<SharedServer, 'ports'>,
  options: Pick<TcpProxyOptions, 'fromServer'>,
  act: (network: Network) => Promise<Result>,
): Promise<Result> {
  const proxies = await Promise.all(ports.map((port) => startTcpProxy({ host: '127.0.0.1', port, ...options })));
  const each = (change: (proxy: TcpProxy) => void) => () => proxies.forEach(change);
  try {
    return await act({
      ports: proxies.map(({ port }) => port),
      drop: each((proxy) => proxy.drop()),
      hold: each((proxy) => proxy.hold()),
      release: each((proxy) => proxy.release()),
    });
  } finally {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  }
}

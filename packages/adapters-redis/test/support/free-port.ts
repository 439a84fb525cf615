import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Where nodes of a cluster talk to each other, unless told otherwise: so far above the port for clients. */
const BUS_OFFSET = 10_000;
const HIGHEST_PORT = 65_535;

/** A free port of the loopback address. */
export async function freePort(): Promise<number> {
  return (await tryPort(0)) ?? freePort();
}

/** A free port whose cluster bus is free as well. */
export async function freeClusterPort(): Promise<number> {
  const port = await freePort();
  const bus = port + BUS_OFFSET;
  return bus <= HIGHEST_PORT && (await tryPort(bus)) !== undefined ? port : freeClusterPort();
}

async function tryPort(wanted: number): Promise<number | undefined> {
  const probe = createServer();
  try {
    const listening = once(probe, 'listening');
    probe.listen(wanted, '127.0.0.1');
    await listening;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  const { port } = probe.address() as AddressInfo;
  const closed = once(probe, 'close');
  probe.close();
  await closed;
  return port;
}

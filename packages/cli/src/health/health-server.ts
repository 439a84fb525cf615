import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from '../exit-codes.js';
import { UsageError } from '../usage-error.js';
import type { HealthAnswer, WorkerHealth } from './worker-health.js';

const MOST_CONNECTIONS = 100;
const REQUEST_MS = 5_000;

/** Where to listen; port 0 is any that is free. */
export interface HealthAddress {
  readonly port: number;
  readonly host: string;
}

/** Listens until it is closed. */
export interface HealthServer {
  /** Such as `http://127.0.0.1:9090`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /health/live`, `/health/ready` and `/health` with 200 or 503 and the reasons as JSON. It takes no input and
 * tells no secret, and is for the machine's own probes all the same: it asks nobody who they are.
 *
 * @throws UsageError when it cannot listen there.
 */
export async function serveHealth(health: WorkerHealth, { port, host }: HealthAddress): Promise<HealthServer> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    void answer(health, request, response);
  });
  server.maxConnections = MOST_CONNECTIONS;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw cannotListen(error, { port, host });
  }
  return { url: urlOf(server), close: () => close(server) };
}

async function answer(health: WorkerHealth, { method, url = '' }: IncomingMessage, response: ServerResponse) {
  const [path] = url.split('?', 1);
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead) return send(response, 405, { error: 'Only GET is answered.' });
  if (path === '/health/live') return sendHealth(response, health.live());
  if (path === '/health/ready') return sendHealth(response, await health.ready());
  if (path === '/health') return sendHealth(response, await health.all());
  return send(response, 404, { error: 'There are /health, /health/live and /health/ready.' });
}

function sendHealth(response: ServerResponse, found: HealthAnswer): void {
  send(response, found.healthy ? 200 : 503, found);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', connection: 'close' });
  response.end(`${JSON.stringify(body)}\n`);
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

function cannotListen(error: unknown, { port, host }: HealthAddress): unknown {
  const why = { EADDRINUSE: 'is in use', EACCES: 'is not permitted', EADDRNOTAVAIL: 'is not of this machine' };
  const known = why[codeOf(error) as keyof typeof why] as string | undefined;
  const isName = codeOf(error) === 'ENOTFOUND' || codeOf(error) === 'EAI_AGAIN';
  if (isName) return new UsageError(`--health-host ${JSON.stringify(host)} is no address of this machine.`);
  if (known === undefined) return error;
  return new UsageError(`The health port ${port} on ${host} ${known}.`, [
    'Name another one: --health-port or WORKER_HEALTH_PORT, --health-host or WORKER_HEALTH_HOST.',
  ]);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedPostgres } from '../../packages/adapters-postgres/test/support/embedded-postgres.js';
import { freePort } from '../../packages/adapters-postgres/test/support/free-port.js';
import { killPostmaster, nodeIn, urlOf } from './postgres-node.js';

/** A PostgreSQL server of this program's own. */
export interface PostgresServer {
  readonly port: number;
  /** The connection string, by way of another port when one is given. */
  url(port?: number): string;
  /** Ends it without a word to its clients, as `pg_ctl stop -m immediate` does: it recovers at the next start. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-faults-'));
  // As root the server gets a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const EmbeddedPostgres = await embeddedPostgres(folder);
  const databaseDir = join(folder, 'data');
  const port = await freePort();
  const server = nodeIn(EmbeddedPostgres, { databaseDir, port });
  await server.initialise();
  await server.start();
  return {
    port,
    url: (at = port) => urlOf(at),
    start: () => server.start(),
    crash: () => killPostmaster(databaseDir, 'SIGQUIT'),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

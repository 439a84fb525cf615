import { startTcpProxy } from '@nightshift/testing';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedPostgres } from '../../packages/adapters-postgres/test/support/embedded-postgres.js';
import { SHARED_QUICK_WORK, type Engine, type SharedServer } from '../engine.js';
import { withoutNotifications } from './postgres-notifications.js';
import { urlOf } from './postgres-node.js';
import { PostgresPair } from './postgres-replication.js';

type PairShared = SharedServer & { stop(): Promise<void> };

/**
 * A PostgreSQL server and its replica, by synchronous replication: what was acknowledged is on both. Clients come in by one
 * address that leads to whichever is the primary.
 */
export const postgresPair: Engine<PairShared> = {
  name: 'postgres-pair',
  work: { runs: 3_000, pieceMs: 0 },
  quickWork: SHARED_QUICK_WORK,
  whyNot: () => undefined,
  stop: (server) => server.stop(),
  async start() {
    const folder = await mkdtemp(join(tmpdir(), 'nightshift-faults-'));
    // As root the servers get a user of their own, who must be able to enter.
    await chmod(folder, 0o755);
    const pair = await PostgresPair.start(await embeddedPostgres(folder), folder);
    const address = await startTcpProxy({
      host: '127.0.0.1',
      get port() {
        return pair.port;
      },
    });
    return {
      ports: [address.port],
      store: (name, [port = address.port] = []) => ({ kind: 'postgres', url: urlOf(port), schema: `f_${name}` }),
      withoutNotifications,
      async crash() {
        await pair.killPrimary();
        address.drop();
      },
      start: () => pair.promote(),
      async stop() {
        await address.stop();
        await pair.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

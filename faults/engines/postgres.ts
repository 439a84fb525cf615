import type { Engine, SharedServer } from '../engine.js';
import { withoutNotifications } from './postgres-notifications.js';
import { startPostgres } from './postgres-server.js';

type PostgresShared = SharedServer & { stop(): Promise<void> };

/** A PostgreSQL server from npm's binaries: every machine that has installed the repository has it. */
export const postgres: Engine<PostgresShared> = {
  name: 'postgres',
  runs: 10_000,
  pieceMs: 0,
  whyNot: () => undefined,
  stop: (server) => server.stop(),
  async start() {
    const server = await startPostgres();
    return {
      ...server,
      ports: [server.port],
      store: (name, [port] = [server.port]) => ({ kind: 'postgres', url: server.url(port), schema: `f_${name}` }),
      withoutNotifications,
    };
  },
};

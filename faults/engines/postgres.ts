import { SHARED_QUICK_WORK, type Engine, type SharedServer } from '../engine.js';
import { withoutNotifications } from './postgres-notifications.js';
import { startPostgres } from './postgres-server.js';

type PostgresShared = SharedServer & { stop(): Promise<void> };

/** A PostgreSQL server from npm's binaries: every machine that has installed the repository has it. */
export const postgres: Engine<PostgresShared> = {
  name: 'postgres',
  work: { runs: 10_000, pieceMs: 0 },
  quickWork: SHARED_QUICK_WORK,
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

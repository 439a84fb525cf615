import { whyNoProgram } from '../../packages/adapters-redis/test/support/redis-program.js';
import { startRedis } from '../../packages/adapters-redis/test/support/redis-server.js';
import { SHARED_QUICK_WORK, type Engine, type SharedServer } from '../engine.js';
import { withoutMessages } from './redis-messages.js';

type RedisShared = SharedServer & { stop(): Promise<void> };

/** A Redis server that has written every change to its file before it answers. */
export const redis: Engine<RedisShared> = {
  name: 'redis',
  work: { runs: 10_000, pieceMs: 25 },
  quickWork: SHARED_QUICK_WORK,
  whyNot: whyNoProgram,
  stop: (server) => server.stop(),
  async start() {
    const server = await startRedis();
    return {
      ...server,
      ports: [server.port],
      store: (name, [port] = [server.port]) => ({ kind: 'redis', url: server.url(port), prefix: name }),
      withoutNotifications: withoutMessages,
    };
  },
};

import type { Random } from '@nightshift/core';
import { startRedisCluster } from '../../packages/adapters-redis/test/support/redis-cluster.js';
import { whyNoProgram } from '../../packages/adapters-redis/test/support/redis-program.js';
import type { RedisServer } from '../../packages/adapters-redis/test/support/redis-server.js';
import { SHARED_QUICK_WORK, type Engine, type SharedServer } from '../engine.js';
import { oneOf } from '../scenario.js';
import { withoutMessages } from './redis-messages.js';

type ClusterShared = SharedServer & { stop(): Promise<void> };

/** Three nodes, none with a replica: while one is gone the cluster takes no commands. */
export const redisCluster: Engine<ClusterShared> = {
  name: 'redis-cluster',
  work: { runs: 3_000, pieceMs: 50 },
  quickWork: SHARED_QUICK_WORK,
  whyNot: whyNoProgram,
  stop: (server) => server.stop(),
  async start() {
    const cluster = await startRedisCluster();
    const nodes = cluster.nodes.map(({ port }) => port);
    let prefix = '';
    let crashed: RedisServer | undefined;
    return {
      ports: nodes,
      store(name, ports = nodes) {
        prefix = name;
        return { kind: 'redis-cluster', nodes, ports, prefix: name };
      },
      withoutNotifications: withoutMessages,
      // Mostly the node that has the store; the others matter too, for clients ask any of them for the way.
      async crash(random: Random) {
        crashed = random() < 0.7 ? await cluster.nodeOf(`{${prefix}}`) : oneOf(random, cluster.nodes);
        await cluster.crash(crashed);
      },
      async start() {
        if (crashed !== undefined) await cluster.start([crashed]);
        crashed = undefined;
      },
      stop: () => cluster.stop(),
    };
  },
};

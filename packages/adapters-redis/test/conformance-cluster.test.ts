import { storeConformance } from '@nightshift/testing';
import { afterAll, beforeAll, it } from 'vitest';
import { describeServers } from './support/describe-redis.js';
import { kitTarget, WITHOUT_TRANSACTIONS } from './support/kit-target.js';
import { startRedisCluster, type RedisCluster } from './support/redis-cluster.js';

describeServers('a cluster of three nodes', () => {
  let cluster: RedisCluster;
  beforeAll(async () => void (cluster = await startRedisCluster()));
  afterAll(() => cluster.stop());

  storeConformance({
    name: 'redis (cluster)',
    describe: describeServers,
    it,
    beforeAll,
    afterAll,
    without: [WITHOUT_TRANSACTIONS],
    createStore: async () =>
      kitTarget({
        access: { cluster: cluster.nodes.map((node) => node.url()) },
        async restart() {
          await Promise.all(cluster.nodes.map((node) => cluster.crash(node)));
          await cluster.start(cluster.nodes);
        },
        clear: async () => {},
      }),
  });
});

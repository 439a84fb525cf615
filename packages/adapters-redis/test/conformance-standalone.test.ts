import { storeConformance } from '@nightshift/testing';
import { afterAll, beforeAll, it } from 'vitest';
import { describeServers } from './support/describe-redis.js';
import { kitTarget, WITHOUT_TRANSACTIONS } from './support/kit-target.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

describeServers('one server', () => {
  let server: RedisServer;
  beforeAll(async () => void (server = await startRedis()));
  afterAll(() => server.stop());

  storeConformance({
    name: 'redis',
    describe: describeServers,
    it,
    beforeAll,
    afterAll,
    without: [WITHOUT_TRANSACTIONS],
    createStore: async () =>
      kitTarget({ url: server.url() }, async () => {
        await server.crash();
        await server.start();
      }),
  });
});

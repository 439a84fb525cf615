import { storeConformance } from '@nightshift/testing';
import { afterAll, beforeAll, it } from 'vitest';
import { describeRedis, redisForTests, type TestRedis } from './support/describe-redis.js';
import { kitTarget, WITHOUT_TRANSACTIONS } from './support/kit-target.js';

describeRedis('one server', () => {
  let server: TestRedis;
  beforeAll(async () => void (server = await redisForTests()));
  afterAll(() => server.stop());

  storeConformance({
    name: 'redis',
    describe: describeRedis,
    it,
    beforeAll,
    afterAll,
    without: [WITHOUT_TRANSACTIONS],
    createStore: async () => kitTarget({ access: { url: server.url }, ...server }),
  });
});

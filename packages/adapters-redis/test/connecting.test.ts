import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeServers } from './support/describe-redis.js';
import { startRedisCluster, type RedisCluster } from './support/redis-cluster.js';

describeServers('a cluster that misses a node', () => {
  let cluster: RedisCluster;
  beforeAll(async () => void (cluster = await startRedisCluster()));
  afterAll(() => cluster.stop());

  it('does not let who opens a store wait for ever, and is there again once the node is back', async () => {
    const [asked, lost] = cluster.nodes;
    if (asked === undefined || lost === undefined) throw new Error('Expected nodes');
    await cluster.crash(lost);
    await untilFailed(asked.url());
    const open = () => redisStore({ cluster: [asked.url()], prefix: 'waiting' }).open();
    await expect(open()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    await cluster.start([lost]);
    const store = redisStore({ cluster: [asked.url()], prefix: 'waiting' });
    await store.open();
    expect(await store.read.get([])).toEqual([]);
    await store.close();
  });
});

/** Until the node has found out that another is gone, and takes no commands. */
async function untilFailed(url: string): Promise<void> {
  const redis = new Redis(url);
  while (!String(await redis.cluster('INFO')).includes('cluster_state:fail'));
  redis.disconnect();
}

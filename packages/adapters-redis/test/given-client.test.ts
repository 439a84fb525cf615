import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeRedis, redisForTests } from './support/describe-redis.js';

describeRedis('a client of the host', () => {
  let server: Awaited<ReturnType<typeof redisForTests>>;
  beforeAll(async () => void (server = await redisForTests()));
  afterAll(() => server.stop());

  it('lends its settings but its prefix of keys, and stays as it was', async () => {
    const client = new Redis(server.url, { keyPrefix: 'host:' });
    const prefix = `given-${process.pid}`;
    const store = redisStore({ client, prefix });
    await store.open();
    let hear: () => void = () => undefined;
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const subscription = await store.notifications?.subscribe(hear);
    await store.limits.pause({ queue: 'mail' }, { by: 'ada' });
    await store.limits.resume({ queue: 'mail' });
    await heard;
    await subscription?.unsubscribe();
    await store.close();
    expect(client.status).toBe('ready');
    const plain = new Redis(server.url);
    expect(await plain.exists(`{${prefix}}:layout`)).toBe(1);
    plain.disconnect();
    client.disconnect();
  });
});

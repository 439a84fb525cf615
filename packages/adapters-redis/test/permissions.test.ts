import { readFile } from 'node:fs/promises';
import { createJobs, defineJob } from '@nightshift/core';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeServers } from './support/describe-redis.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const PAGE = new URL('../../../docs/redis.md', import.meta.url);

describeServers('with the permissions that the page for operators gives', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url());
    const rule = /^ACL SETUSER (.*)$/m.exec(await readFile(PAGE, 'utf8'))?.[1];
    await admin.call('ACL', 'SETUSER', ...(rule ?? '').split(' '));
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  const child = defineJob({ name: 'child', description: 'Does a part.', run: () => 1 });
  const parent = defineJob({
    name: 'parent',
    description: 'Does everything that needs the store.',
    schedule: { cron: '0 2 * * *' },
    concurrency: { limit: 2, per: () => 'key' },
    async run(ctx) {
      ctx.log.info('begun');
      ctx.progress.add(1);
      await ctx.checkpoint.save(1);
      await ctx.state.set({ since: 1 });
      await ctx.spawn(child, [{}, {}]);
    },
  });

  it('all that a job can do works', async () => {
    const url = `redis://nightshift:password@127.0.0.1:${server.port}`;
    const jobs = createJobs({ jobs: [parent, child], store: redisStore({ url }) });
    await jobs.worker({ poll: '1h' }).start();
    const { runId } = await jobs.enqueue(parent, {}, { key: 'once', delay: 10 });
    expect(await jobs.wait([runId])).toMatchObject([{ state: 'success', error: null }]);
    expect((await jobs.counts()).success).toBe(3);
    await jobs.cancel((await jobs.enqueue(child, {}, { delay: '1h' })).runId);
    await jobs.pause({ job: 'child' }, { by: 'test' });
    await jobs.resume({ job: 'child' });
    await jobs.close();
    expect(await admin.call('ACL', 'LOG')).toEqual([]);
  });

  it('other keys, other channels and what endangers the server do not', async () => {
    const user = new Redis(server.port, { username: 'nightshift', password: 'password' });
    await expect(user.set('other', 1)).rejects.toThrow('NOPERM');
    await expect(user.publish('other', '1')).rejects.toThrow('NOPERM');
    await expect(user.flushall()).rejects.toThrow('NOPERM');
    await expect(user.config('GET', 'maxmemory')).rejects.toThrow('NOPERM');
    user.disconnect();
  });
});

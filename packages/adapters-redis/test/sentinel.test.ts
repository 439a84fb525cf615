import { createJobs, defineJob, fixed } from '@nightshift/core';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeServers } from './support/describe-redis.js';
import { startRedisSentinel, type RedisSentinel } from './support/redis-sentinel.js';

const RUNS = 200;

describeServers('behind Sentinel', () => {
  let sentinel: RedisSentinel;
  beforeAll(async () => void (sentinel = await startRedisSentinel()));
  afterAll(() => sentinel.stop());

  it('a worker goes on at the new primary, in the middle of its runs, and loses none that the replica had', async () => {
    const begun = new Set<string>();
    let fail: () => void = () => undefined;
    const failing = new Promise<void>((resolve) => (fail = resolve));
    const job = defineJob({
      name: 'count',
      description: 'Counts.',
      retry: { attempts: 1_000, backoff: fixed(10) },
      async run(ctx) {
        begun.add(ctx.run.id);
        if (begun.size === RUNS / 2) fail();
        await ctx.checkpoint.save('begun');
        await ctx.pause(10);
      },
    });
    const { sentinels, name } = sentinel;
    const store = redisStore({
      sentinels: sentinels.map(({ host, port }) => `redis://${host}:${port}`),
      primary: name,
    });
    const jobs = createJobs({ jobs: [job], store });
    const answers = await jobs.enqueueMany(Array.from({ length: RUNS }, () => ({ job })));
    await replicated(sentinel);
    await jobs.worker({ concurrency: 10, lease: '1s', poll: '200ms' }).start();
    await failing;
    await sentinel.failOver();
    const runs = await jobs.wait(answers.map(({ runId }) => runId));
    expect(runs.filter(({ state }) => state !== 'success')).toEqual([]);
    expect(begun.size).toBe(RUNS);
    await jobs.close();
  });
});

/** Until the replica has what was written: nobody else waits for that before an answer. */
async function replicated({ primary }: RedisSentinel): Promise<void> {
  const redis = new Redis(primary.url());
  await redis.set('last', 'written');
  expect(await redis.wait(1, 10_000)).toBe(1);
  redis.disconnect();
}

import { randomBytes } from 'node:crypto';
import type { NewRun } from '@nightshift/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeRedis, redisForTests } from './support/describe-redis.js';

// More than Lua's stack holds at once.
const MANY = 9_000;

describeRedis('lists that are longer than the stack of a script', () => {
  let server: Awaited<ReturnType<typeof redisForTests>>;
  let store: ReturnType<typeof redisStore>;
  beforeAll(async () => {
    server = await redisForTests();
    store = redisStore({ url: server.url, prefix: randomBytes(6).toString('hex') });
    await store.open();
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  it('a run may wait for so many, and a flow be claimed, settled and forgotten at once', async () => {
    const parents = Array.from({ length: MANY }, (_, index) => newRun(index));
    const edges = parents.map(({ id }) => ({ runId: id, onFailure: 'cancel' as const }));
    const child = { ...newRun(MANY), parents: edges };
    await store.enqueue([...parents, child]);
    expect(await store.read.parents(child.id)).toHaveLength(MANY);
    const claim = { worker: 'w', jobs: ['many'], only: { flowId: 'flow' }, limit: MANY, leaseMs: 60_000 };
    const runs = await store.claim(claim);
    expect(runs).toHaveLength(MANY);
    await store.settle(
      runs.map(({ id, token }) => ({
        lease: { runId: id, token },
        state: 'success',
        output: null,
        error: null,
        attempt: { outcome: 'success' },
      })),
    );
    expect((await store.claim(claim)).map(({ id }) => id)).toEqual([child.id]);
  });

  it('limited runs of one lane are claimed by name in such numbers', async () => {
    const runs = Array.from({ length: MANY }, (_, index) => ({
      ...newRun(MANY + 1 + index),
      job: 'limited',
      limitKey: '',
    }));
    await store.enqueue(runs);
    const only = { runIds: runs.map(({ id }) => id) };
    const claimed = await store.claim({ worker: 'w', jobs: ['limited'], only, limit: MANY, leaseMs: 60_000 });
    expect(claimed).toHaveLength(MANY);
  });
});

function newRun(index: number): NewRun {
  return {
    id: `01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
    job: 'many',
    queue: 'default',
    group: null,
    input: null,
    version: 1,
    priority: 0,
    maxAttempts: 1,
    key: null,
    dedup: 'keep',
    limitKey: null,
    flowId: 'flow',
    trigger: 'api',
    retryOf: null,
    scheduledFor: null,
    headers: null,
    parents: [],
  };
}

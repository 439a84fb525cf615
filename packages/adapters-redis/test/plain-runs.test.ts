import { randomBytes } from 'node:crypto';
import type { ClaimedRun, NewRun, Settlement } from '@nightshift/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { redisStore } from '../src/index.js';
import { describeRedis, redisForTests } from './support/describe-redis.js';

// Some of these are longer than one text of a claim's answer.
const LONG = 'ü'.repeat(40_000);
const MANY = 30;

describeRedis('runs that have nothing that few have', () => {
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
  const claim = (limit: number): Promise<ClaimedRun[]> =>
    store.claim({ worker: 'w', jobs: ['plain'], limit, leaseMs: 60_000 });

  it('are claimed with their own inputs, those among them too that were held before, or have headers', async () => {
    const runs = Array.from({ length: MANY }, (_, index) =>
      newRun(index, { headers: index % 7 === 0 ? { place: String(index) } : null }),
    );
    await store.enqueue(runs);
    const [first] = await claim(1);
    if (first === undefined) throw new Error('nothing to claim');
    await store.release([{ lease: leaseOf(first), delayMs: 0, spend: true, attempt: { outcome: 'failed' } }]);
    const claimed = await claim(MANY);
    expect(claimed.map(({ id }) => id).sort()).toEqual(runs.map(({ id }) => id));
    for (const { id, input, headers, attempt } of claimed) {
      const { input: given, headers: asked } = runs.find((run) => run.id === id) ?? {};
      expect({ id, input, headers, attempt }).toEqual({
        id,
        input: given,
        headers: asked,
        attempt: id === first.id ? 2 : 1,
      });
    }
  });

  it('keep their ends apart from an id that none can have, and from one that is given twice', async () => {
    await store.enqueue([newRun(100), newRun(101)]);
    const [one, other] = await claim(2);
    if (one === undefined || other === undefined) throw new Error('nothing to claim');
    const strange = { ...successOf(one), lease: { runId: 'ü'.repeat(36), token: one.token } };
    const answers = await store.settle([successOf(one), strange, successOf(one), successOf(other)]);
    expect(answers.map(({ held }) => held)).toEqual([true, false, false, true]);
    const records = await store.read.get([one.id, other.id]);
    expect(records.map(({ state }) => state)).toEqual(['success', 'success']);
  });
});

function leaseOf({ id, token }: ClaimedRun): Settlement['lease'] {
  return { runId: id, token };
}

function successOf(run: ClaimedRun): Settlement {
  return { lease: leaseOf(run), state: 'success', output: null, error: null, attempt: { outcome: 'success' } };
}

function newRun(index: number, more: Partial<NewRun> = {}): NewRun {
  return {
    id: `01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`,
    job: 'plain',
    queue: 'default',
    group: null,
    input: { index, text: LONG },
    version: 1,
    priority: 0,
    maxAttempts: 3,
    key: null,
    dedup: 'keep',
    limitKey: null,
    flowId: null,
    trigger: 'api',
    retryOf: null,
    scheduledFor: null,
    headers: null,
    parents: [],
    ...more,
  };
}

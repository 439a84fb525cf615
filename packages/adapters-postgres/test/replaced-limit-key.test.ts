import type { ClaimedRun, NewRun, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

const KEYS = ['a', 'b'] as const;
const ROUNDS = 400;
const schema = freshSchema();
const pools = Array.from({ length: 4 }, () => testPool());
const stores: Store<unknown>[] = pools.map((pool) => postgresStore({ pool, schema }));

beforeAll(() => Promise.all(stores.map((store) => store.open())));
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await dropSchema(schema);
  await Promise.all(pools.map((pool) => pool.end()));
});

it('a run that gets another limit key while it is claimed counts under that one', { timeout: 120_000 }, async () => {
  const [first, second, third, fourth] = stores as [Store, Store, Store, Store];
  const executing = new Set<ClaimedRun>();
  let most = 0;
  const enqueue = (store: Store, round: number) =>
    store.enqueue(Array.from({ length: 6 }, (_, slot) => replacing(`slot-${slot}`, KEYS[(round + slot) % 2] ?? 'a')));
  const claimAndEnd = async (store: Store): Promise<void> => {
    const claimed = await store.claim({
      worker: 'w',
      jobs: ['toggled'],
      limits: [{ scope: 'key', name: 'toggled', concurrency: 1 }],
      limit: 2,
      leaseMs: 60_000,
    });
    for (const run of claimed) executing.add(run);
    for (const key of KEYS) most = Math.max(most, [...executing].filter(({ limitKey }) => limitKey === key).length);
    // Long enough for the other claims to see them executing.
    for (let trip = 0; trip < 3; trip += 1) await store.schedules.now();
    for (const run of claimed) executing.delete(run);
    await store.settle(
      claimed.map(({ id, token }) => ({
        lease: { runId: id, token },
        state: 'success',
        output: null,
        error: null,
        attempt: { outcome: 'success' },
      })),
    );
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all([
      enqueue(first, round),
      claimAndEnd(second),
      claimAndEnd(second),
      enqueue(third, round + 1),
      claimAndEnd(fourth),
    ]);
  }
  expect(most).toBe(1);
});

function replacing(key: string, limitKey: string): NewRun {
  return {
    id: v7(),
    job: 'toggled',
    queue: 'default',
    group: null,
    input: null,
    version: 1,
    priority: 0,
    maxAttempts: 1,
    key,
    dedup: 'replace',
    limitKey,
    flowId: null,
    trigger: 'api',
    retryOf: null,
    scheduledFor: null,
    headers: null,
    parents: [],
  };
}

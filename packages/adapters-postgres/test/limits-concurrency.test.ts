import type { ClaimedRun, LimitRule } from '@nightshift/core';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, JOB, leaseOf, newRun, newRuns, succeeded } from './support/runs.js';

const KEYS = Array.from({ length: 50 }, (_, index) => `key-${index}`);
const schema = freshSchema();
let pools: Pool[];
let stores: SqlStore[];

beforeAll(async () => {
  pools = [testPool(), testPool()];
  stores = pools.map((pool) => postgresStore({ pool, schema, notifications: false }));
  await stores[0]!.open();
  await stores[1]!.open();
});
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await Promise.all(pools.map((pool) => pool.end()));
  await dropSchema(schema);
});
beforeEach(async () => {
  await pools[0]!.query(`truncate "${schema}".run, "${schema}".limit_turn, "${schema}".limit_window`);
});

const perKey = (bounds: Omit<LimitRule, 'scope' | 'name'>): LimitRule[] => [{ scope: 'key', name: JOB, ...bounds }];
const claimAtOnce = (limits: LimitRule[], limit: number): Promise<ClaimedRun[][]> =>
  Promise.all([0, 1, 0, 1].map((index) => stores[index]!.claim({ ...claimOf(limit), limits })));
const startedKeys = (runs: readonly ClaimedRun[]) => runs.map(({ limitKey }) => limitKey).sort();

it('of claimers that race for fifty keys with a limit of one, each key goes to one', async () => {
  const limits = perKey({ concurrency: 1 });
  await stores[0]!.enqueue(KEYS.flatMap((limitKey) => newRuns(6, { limitKey })));
  for (let round = 0; round < 6; round++) {
    const runs = (await claimAtOnce(limits, 15 + round)).flat();
    const rest = await stores[0]!.claim({ ...claimOf(100), limits });
    expect(startedKeys([...runs, ...rest])).toEqual([...KEYS].sort());
    expect(await stores[1]!.claim({ ...claimOf(100), limits })).toEqual([]);
    await Promise.all([...runs, ...rest].map((run, index) => stores[index % 2]!.settle([succeeded(run)])));
  }
});

it('of claimers that race for a rate, no more start than it lets', async () => {
  const limits: LimitRule[] = [
    ...perKey({ rate: { limit: 2, windowMs: 3_600_000, burst: 2 } }),
    { scope: 'job', name: JOB, rate: { limit: 60, windowMs: 3_600_000, burst: 60 } },
  ];
  await stores[0]!.enqueue(KEYS.flatMap((limitKey) => newRuns(4, { limitKey })));
  const runs = [...(await claimAtOnce(limits, 20)).flat(), ...(await claimAtOnce(limits, 20)).flat()];
  expect(runs).toHaveLength(60);
  expect(Math.max(...KEYS.map((key) => runs.filter(({ limitKey }) => limitKey === key).length))).toBeLessThanOrEqual(2);
});

it('a hundred starts and more are remembered in a hundred entries, which forget none of them', async () => {
  const limits = perKey({ rate: { limit: 130, windowMs: 3_600_000, burst: 130 } });
  await stores[0]!.enqueue(newRuns(140, { limitKey: 'a' }));
  const runs: ClaimedRun[] = [];
  for (let claims = 0; claims < 135; claims++) runs.push(...(await stores[0]!.claim({ ...claimOf(1), limits })));
  expect(runs).toHaveLength(130);
  const { rows } = await pools[0]!.query(
    `select cardinality(starts) as entries, (select sum(n) from unnest(counts) n)::int as starts from "${schema}".limit_window`,
  );
  expect(rows).toEqual([{ entries: 100, starts: 130 }]);
});

it('a run that another transaction holds takes the place of no other', async () => {
  const [held, next] = newRuns(2, { limitKey: 'key-10' });
  const alone = KEYS.map((limitKey) => newRun({ limitKey }));
  await stores[0]!.enqueue([held!, next!, ...alone]);
  const client = await pools[1]!.connect();
  await client.query('begin');
  const locked = [held!, ...alone.slice(0, 40)].map(({ id }) => id);
  await client.query(`select from "${schema}".run where id = any ($1::uuid[]) for no key update`, [locked]);
  const claimed = await stores[0]!.claim({ ...claimOf(25), limits: perKey({ concurrency: 1 }) });
  await client.query('rollback');
  client.release();
  const free = [next!, ...alone.slice(40)].map(({ id }) => id);
  expect(claimed.map(({ id }) => id).sort()).toEqual(free.sort());
});

it('limited runs and others are claimed as one list', async () => {
  const runs = [newRun({ limitKey: 'a' }), newRun(), newRun({ limitKey: 'b' }), newRun(), newRun({ priority: 1 })];
  await stores[0]!.enqueue(runs);
  const claimed = await stores[0]!.claim({ ...claimOf(4), limits: perKey({ concurrency: 1 }) });
  expect(claimed.map(({ id }) => id)).toEqual([4, 0, 1, 2].map((index) => runs[index]!.id));
});

it('keys beyond the thousand that one claim looks at have their turn in the next', async () => {
  const limits = perKey({ concurrency: 1 });
  const keys = Array.from({ length: 1_200 }, (_, index) => `k${String(index).padStart(4, '0')}`);
  await stores[0]!.enqueue(keys.slice(0, 1_100).map((limitKey) => newRun({ limitKey })));
  while ((await stores[0]!.claim({ ...claimOf(500), limits })).length > 0);
  await stores[0]!.enqueue(keys.map((limitKey) => newRun({ limitKey })));
  const claimed: ClaimedRun[] = [];
  for (let claims = 0; claims < 4; claims++) claimed.push(...(await stores[0]!.claim({ ...claimOf(500), limits })));
  expect(startedKeys(claimed)).toEqual(keys.slice(1_100));
});

it('windows that say nothing any more are pruned, and no others', async () => {
  await stores[0]!.enqueue(newRuns(2, { limitKey: 'a' }));
  const [run] = await stores[0]!.claim({
    ...claimOf(1),
    limits: perKey({ rate: { limit: 1, windowMs: 60_000, burst: 1 } }),
  });
  await stores[0]!.release([
    { lease: leaseOf(run!), delayMs: 120_000, spend: true, closesWindow: true, attempt: { outcome: 'failed' } },
  ]);
  const request = { olderThanMs: { success: 0, failed: 0, cancelled: 0 }, limit: 10 };
  const later = (ms: number) => postgresStore({ pool: pools[0]!, schema, clock: { now: () => Date.now() + ms } });
  const windows = async () => (await pools[0]!.query(`select from "${schema}".limit_window`)).rowCount;
  for (const [ms, left] of [
    [90_000, 1],
    [150_000, 0],
  ] as const) {
    const store = later(ms);
    await store.open();
    await store.prune(request);
    expect(await windows()).toBe(left);
  }
});

it('a claim gets all that it asks for where a few keys have most of the runs, and every key has its turns first', async () => {
  const limits = perKey({ concurrency: 1_000 });
  const runsOf = (limitKey: string) => (limitKey === 'key-7' ? 300 : limitKey === 'key-8' ? 20 : 1);
  await stores[0]!.enqueue(KEYS.flatMap((limitKey) => newRuns(runsOf(limitKey), { limitKey })));
  const keys = startedKeys(await stores[0]!.claim({ ...claimOf(200), limits }));
  expect(keys).toHaveLength(200);
  expect(new Set(keys).size).toBe(50);
  // Turn by turn, until the second of the two has no more.
  expect(keys.filter((key) => key === 'key-8')).toHaveLength(20);
  expect(keys.filter((key) => key === 'key-7')).toHaveLength(200 - 48 - 20);
});

it('a higher priority goes first, however many runs its key gives', async () => {
  const limits = perKey({ concurrency: 1_000 });
  await stores[0]!.enqueue(KEYS.flatMap((limitKey) => newRuns(10, { limitKey })));
  await stores[0]!.enqueue(newRuns(90, { limitKey: 'key-7', priority: 1 }));
  const runs = await stores[0]!.claim({ ...claimOf(100), limits });
  expect(runs.filter(({ priority }) => priority === 1)).toHaveLength(90);
  expect(runs).toHaveLength(100);
});

import type { DedupMode, NewRun } from '@nightshift/core';
import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { openTransaction } from './support/open-transaction.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, leaseOf, LONG_MS, newRun, succeeded } from './support/runs.js';

const schema = freshSchema();
let pool: Pool;
let store: SqlStore;

beforeAll(async () => {
  pool = testPool({ max: 8 });
  store = postgresStore({ pool, schema, notifications: false });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await dropSchema(schema);
});
beforeEach(async () => void (await pool.query(`truncate "${schema}".run, "${schema}".run_dependency`)));

/** Resolves when so many statements of this test wait for a lock. */
async function waiting(count: number): Promise<void> {
  const sessions = `select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock' and query like $1`;
  const now = async () => (await pool.query<{ waiting: number }>(sessions, [`%${schema}%`])).rows[0]!.waiting;
  while ((await now()) < count);
}

const stateOf = async (id: string) => (await store.read.get([id]))[0]?.state;
const claimed = async (run: NewRun) => {
  await store.enqueue([run]);
  return (await store.claim({ ...claimOf(1), only: { runIds: [run.id] } }))[0]!;
};

const FOUND = { keep: 'kept', replace: 'replaced', debounce: 'debounced', latest: 'replaced' } as const;
const MODES = Object.keys(FOUND) as DedupMode[];

describe.each(MODES)(
  'of two enqueuers of one key with mode %s, the second waits for the transaction of the first',
  (dedup) => {
    const [key, input] = ['k', 'second'];

    it('and finds its run when it commits', async () => {
      const tx = await openTransaction(store.database);
      const first = newRun({ key, dedup, input: 'first' });
      expect(await store.enqueue([first], { tx: tx.tx })).toEqual([{ runId: first.id, outcome: 'created' }]);
      const second = store.enqueue([newRun({ key, dedup, input })]);
      await waiting(1);
      await tx.commit();
      expect(await second).toEqual([{ runId: first.id, outcome: FOUND[dedup] }]);
      const runs = (await store.read.list({}, { limit: 10 })).runs;
      expect(runs.map((run) => run.input)).toEqual([dedup === 'keep' ? 'first' : 'second']);
    });

    it('and adds its own when it rolls back', async () => {
      const tx = await openTransaction(store.database);
      await store.enqueue([newRun({ key, dedup })], { tx: tx.tx });
      const run = newRun({ key, dedup, input });
      const second = store.enqueue([run]);
      await waiting(1);
      await tx.rollback();
      expect(await second).toEqual([{ runId: run.id, outcome: 'created' }]);
    });
  },
);

it('a claim passes over a run that an open transaction replaces, and takes it as it was replaced', async () => {
  const run = newRun({ key: 'k', dedup: 'replace' });
  await store.enqueue([run]);
  const tx = await openTransaction(store.database);
  await store.enqueue([newRun({ key: 'k', dedup: 'replace', input: 'new' })], { tx: tx.tx });
  expect(await store.claim(claimOf(10))).toEqual([]);
  await tx.commit();
  expect(await store.claim(claimOf(10))).toMatchObject([{ id: run.id, input: 'new' }]);
});

describe('while an open transaction has enqueued a run that waits for one that executes', () => {
  const enqueueNext = async () => {
    const run = await claimed(newRun({ key: 'k', dedup: 'latest' }));
    const next = newRun({ key: 'k', dedup: 'latest' });
    const tx = await openTransaction(store.database);
    await store.enqueue([next], { tx: tx.tx });
    return { run, next, tx };
  };

  it('the lease of that one is renewed, and its report, checkpoint and spawn are taken', async () => {
    const { run, tx } = await enqueueNext();
    const lease = leaseOf(run);
    expect(await store.extend([lease], LONG_MS)).toEqual([{ held: true, cancel: null }]);
    expect(await store.report([{ lease, progress: { done: 1 } }])).toEqual([{ held: true, cancel: null }]);
    expect(await store.checkpoint(lease, 1)).toEqual({ held: true, cancel: null });
    expect(await store.spawn(lease, [newRun()])).toEqual({ held: true, cancel: null });
    await tx.rollback();
  });

  it('its end waits for the commit, and releases the run that follows', async () => {
    const { run, next, tx } = await enqueueNext();
    const settled = store.settle([succeeded(run)]);
    await waiting(1);
    await tx.commit();
    expect(await settled).toEqual([{ held: true, cancel: null }]);
    expect(await stateOf(next.id)).toBe('queued');
  });

  it('so does its end in a transaction of its own', async () => {
    const { run, next, tx } = await enqueueNext();
    const ending = await openTransaction(store.database);
    const settled = store.settle([succeeded(run)], { tx: ending.tx });
    await waiting(1);
    await tx.commit();
    expect(await settled).toEqual([{ held: true, cancel: null }]);
    expect(await stateOf(next.id)).toBe('waiting');
    await ending.commit();
    expect(await stateOf(next.id)).toBe('queued');
  });

  it('so does its cancel between two attempts', async () => {
    const run = await claimed(newRun({ key: 'k', dedup: 'latest' }));
    await store.release([{ lease: leaseOf(run), delayMs: LONG_MS, spend: true, attempt: { outcome: 'failed' } }]);
    const next = newRun({ key: 'k', dedup: 'latest' });
    const tx = await openTransaction(store.database);
    await store.enqueue([next], { tx: tx.tx });
    const cancelled = store.cancel([run.id], { code: 'requested' });
    await waiting(1);
    await tx.commit();
    expect(await cancelled).toEqual(['cancelled']);
    expect(await stateOf(next.id)).toBe('queued');
  });

  it('a rollback lets its end go on', async () => {
    const { run, next, tx } = await enqueueNext();
    const settled = store.settle([succeeded(run)]);
    await waiting(1);
    await tx.rollback();
    expect(await settled).toEqual([{ held: true, cancel: null }]);
    expect(await stateOf(next.id)).toBeUndefined();
  });
});

it('a run that is enqueued while the end of the one before commits waits for nobody', async () => {
  const run = await claimed(newRun({ key: 'k', dedup: 'latest' }));
  const ending = await openTransaction(store.database);
  await store.settle([succeeded(run)], { tx: ending.tx });
  const next = newRun({ key: 'k', dedup: 'latest' });
  const enqueued = store.enqueue([next]);
  await waiting(1);
  await ending.commit();
  expect(await enqueued).toEqual([{ runId: next.id, outcome: 'created' }]);
  expect(await stateOf(next.id)).toBe('queued');
});

it('a cancel finds what a run spawned in a transaction that it waited for', async () => {
  const run = await claimed(newRun());
  const child = newRun();
  // The verb has no transaction: what it does to rows is done here in one that stays open.
  const client = await pool.connect();
  await client.query('begin');
  await client.query(`select from "${schema}".run where id = $1 for no key update`, [run.id]);
  const spawned = store.spawn(leaseOf(run), [child]);
  await waiting(1);
  const cancelled = store.cancel([run.id], { code: 'requested' });
  await waiting(2);
  await client.query('commit');
  client.release();
  const answer = await spawned;
  expect(await cancelled).toEqual(['requested']);
  // Whichever came first: the child was found, or its run was told.
  const state = await stateOf(child.id);
  expect(answer).toMatchObject(state === 'cancelled' ? { held: true } : { held: true, cancel: { code: 'requested' } });
});

import { memoryStore, type Store } from '@nightshift/core';
import { afterAll, describe, expect, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, newRun, newRuns, succeeded } from './support/runs.js';

// A million takes a minute or two and about two gigabytes: NIGHTSHIFT_DEPENDENTS=1000000.
const DEPENDENTS = Number(process.env['NIGHTSHIFT_DEPENDENTS'] ?? 100_000);

const schema = freshSchema();
const pool = testPool();
const stores: Record<string, () => Store> = {
  memory: () => memoryStore(),
  postgres: () => postgresStore({ pool, schema }),
};
afterAll(async () => {
  await pool.end();
  await dropSchema(schema);
});

describe.each(Object.keys(stores))('%s', (name) => {
  it(`releases ${DEPENDENTS} dependents of one run when it ends`, { timeout: 600_000 }, async () => {
    const store = stores[name]!();
    await store.open();
    const parent = newRun();
    const parents = [{ runId: parent.id, onFailure: 'cancel' }] as const;
    await store.enqueue([parent, ...newRuns(DEPENDENTS, { parents })]);
    const [claimed] = await store.claim(claimOf(2));
    expect(claimed?.id).toBe(parent.id);
    expect(await store.settle([succeeded(claimed!)])).toMatchObject([{ held: true }]);
    expect(await store.read.counts({})).toMatchObject({ waiting: 0, queued: DEPENDENTS, success: 1 });
    await store.close();
  });
});

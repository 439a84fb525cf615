import { Client } from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { postgresStore, type PostgresTransaction, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, leaseOf, newRun, succeeded } from './support/runs.js';

// The kit tests transactions of `store.database`; these are the host's own.
const schema = freshSchema();
const pool = testPool();
const sql = postgres(inject('postgresUrl'), { max: 4 });
let store: SqlStore;

beforeAll(async () => {
  store = postgresStore({ pool, schema });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await sql.end();
  await dropSchema(schema);
});

class Undo extends Error {}

const hosts: Record<string, (work: (tx: PostgresTransaction) => Promise<void>) => Promise<unknown>> = {
  'a client of node-postgres': async (work) => {
    const client = new Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    await client.query('begin');
    try {
      await work(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      await client.end();
    }
  },
  'a transaction of postgres.js': (work) => sql.begin((tx) => work(tx)),
};

describe.each(Object.keys(hosts))('%s', (name) => {
  const host = hosts[name]!;

  it('takes an enqueue, a checkpoint, a settle and a state along when it rolls back', async () => {
    const [running, added] = [newRun(), newRun({ key: name })];
    await store.enqueue([running]);
    const [run] = await store.claim({ ...claimOf(1), only: { runIds: [running.id] } });
    const before = await store.read.get([running.id]);
    const undone = host(async (tx) => {
      await store.enqueue([added], { tx });
      await store.checkpoint(leaseOf(run!), { cursor: 1 }, { tx });
      await store.settle([succeeded(run!)], { tx });
      await store.state.set(name, 1, { tx });
      throw new Undo();
    });
    await expect(undone).rejects.toThrow(Undo);
    expect(await store.read.get([running.id, added.id])).toEqual(before);
    expect(await store.state.get(name)).toBeNull();
  });

  it('commits them', async () => {
    const [running, added] = [newRun(), newRun()];
    await store.enqueue([running]);
    const [run] = await store.claim({ ...claimOf(1), only: { runIds: [running.id] } });
    await host(async (tx) => {
      await store.enqueue([added], { tx });
      await store.settle([succeeded(run!, { output: [name] })], { tx });
      await store.state.set(name, 1, { tx });
    });
    const states = (await store.read.get([running.id, added.id])).map(({ state }) => state);
    expect(states).toEqual(['success', 'queued']);
    expect(await store.state.get(name)).toBe(1);
  });

  it('holds a kept run without a lock: its worker renews and settles meanwhile', async () => {
    const holder = newRun({ key: `${name} held` });
    await store.enqueue([holder]);
    const [run] = await store.claim({ ...claimOf(1), only: { runIds: [holder.id] } });
    await host(async (tx) => {
      const answers = await store.enqueue([newRun({ key: `${name} held` })], { tx });
      expect(answers).toEqual([{ runId: holder.id, outcome: 'kept' }]);
      expect(await store.extend([leaseOf(run!)], 60_000)).toEqual([{ held: true, cancel: null }]);
      expect(await store.settle([succeeded(run!)])).toEqual([{ held: true, cancel: null }]);
    });
  });
});

describe('what is no transaction of this store is refused, and nothing happens', () => {
  const run = newRun();
  beforeEach(async () => expect(await store.read.get([run.id])).toEqual([]));

  const foreign: Record<string, () => unknown> = {
    'a number': () => 7,
    'an empty object': () => ({}),
    'a pool of node-postgres': () => pool,
    'an instance of postgres.js': () => sql,
    'the database itself': () => store.database,
  };
  it.each(Object.keys(foreign))('%s', async (name) => {
    const tx = foreign[name]!() as PostgresTransaction;
    await expect(store.enqueue([run], { tx })).rejects.toMatchObject({ code: 'TX_UNSUPPORTED' });
  });

  it('a transaction of another store', async () => {
    const other = postgresStore({ pool, schema });
    const enqueueing = other.database.transaction((tx) => store.enqueue([run], { tx }));
    await expect(enqueueing).rejects.toMatchObject({
      code: 'TX_UNSUPPORTED',
      message: expect.stringContaining('another store'),
    });
  });
});

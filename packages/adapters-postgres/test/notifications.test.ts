import { Client, Pool } from 'pg';
import postgres from 'postgres';
import type { Signal } from '@nightshift/core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, newRun, newRuns, succeeded } from './support/runs.js';

const used: string[] = [];
afterAll(async () => {
  for (const schema of used) await dropSchema(schema);
});

function schemaOfTest(): string {
  const schema = freshSchema();
  used.push(schema);
  return schema;
}

/** What a listener hears, and a promise for the next of a kind. */
function inbox() {
  const heard: Signal[] = [];
  const waiting = new Map<Signal['kind'], () => void>();
  return {
    heard,
    listener: (signal: Signal): void => {
      heard.push(signal);
      waiting.get(signal.kind)?.();
    },
    next: (kind: Signal['kind']) => new Promise<void>((resolve) => waiting.set(kind, resolve)),
  };
}

/** Ends the connection that listens on the channel, as a restart of the server would. */
async function terminateListener(schema: string): Promise<number> {
  const pool = testPool({ max: 1 });
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and query like $1`,
    [`%nightshift_${schema}%`],
  );
  await pool.end();
  return rowCount ?? 0;
}

describe('a listening connection that is lost comes back, proves itself, and tells its listeners to look', () => {
  const hosts: Record<string, (schema: string) => { store: SqlStore; end(): Promise<unknown> }> = {
    'node-postgres': (schema) => {
      const pool = testPool();
      return { store: postgresStore({ pool, schema }), end: () => pool.end() };
    },
    'postgres.js': (schema) => {
      const sql = postgres(inject('postgresUrl'), { max: 4, backoff: () => 0.05 });
      return { store: postgresStore({ sql, schema }), end: () => sql.end() };
    },
  };

  it.each(Object.keys(hosts))('%s', async (name) => {
    const schema = schemaOfTest();
    const { store, end } = hosts[name]!(schema);
    await store.open();
    const { heard, listener, next } = inbox();
    const subscription = await store.notifications!.subscribe(listener);
    expect(subscription.live).toBe(true);
    expect(heard).toEqual([]);

    const back = next('queued');
    expect(await terminateListener(schema)).toBe(1);
    await back;
    const settled = next('settled');
    await store.enqueue([newRun()]);
    await store.settle([succeeded((await store.claim(claimOf(1)))[0]!)]);
    await settled;
    await subscription.unsubscribe();
    await store.close();
    await end();
  });
});

/** A pooler in transaction mode: it passes LISTEN on, to a session that nobody reads from. */
class PooledClient extends Client {
  override query(...args: unknown[]): never {
    const [text] = args;
    const passed = typeof text === 'string' && text.startsWith('listen') ? ['select 1'] : args;
    return (super.query as (...given: unknown[]) => never)(...passed);
  }
}

it('behind a pooler that swallows notifications, the subscription says that it is not live', async () => {
  const pool = new Pool({ connectionString: inject('postgresUrl'), max: 2, Client: PooledClient });
  const store = postgresStore({ pool, schema: schemaOfTest() });
  await store.open();
  const { heard, listener } = inbox();
  const subscription = await store.notifications!.subscribe(listener);
  expect(subscription.live).toBe(false);
  await store.enqueue([newRun()]);
  expect(await store.claim(claimOf(1))).toHaveLength(1);
  expect(heard).toEqual([]);
  await subscription.unsubscribe();
  await store.close();
  await pool.end();
});

it('who is told of queued runs is told when all of them are due, and of nothing that was refused', async () => {
  const pool = testPool();
  const store = postgresStore({ pool, schema: schemaOfTest() });
  await store.open();
  const { heard, listener, next } = inbox();
  const subscription = await store.notifications!.subscribe(listener, { kinds: ['queued'] });
  const due = newRuns(2);
  const lists = [due, [newRun(), newRun({ delayMs: 60_000 })], [newRun({ runAt: new Date(4_000_000_000_000) })]];
  for (const runs of lists) {
    const told = next('queued');
    await store.enqueue(runs);
    await told;
    await expect(store.enqueue(runs)).rejects.toThrow('exists already');
  }
  expect(heard).toEqual([{ kind: 'queued', due: true }, { kind: 'queued' }, { kind: 'queued' }]);
  await subscription.unsubscribe();
  await store.close();
  await pool.end();
});

it('a call about many runs sends few notifications, and each run is heard of once', async () => {
  const schema = schemaOfTest();
  const pool = testPool();
  const store = postgresStore({ pool, schema });
  await store.open();
  const listening = new Client({ connectionString: inject('postgresUrl') });
  await listening.connect();
  const payloads: string[] = [];
  listening.on('notification', ({ payload = '' }) => payloads.push(payload));
  await listening.query(`listen "nightshift_${schema}"`);
  const subscription = await store.notifications!.subscribe(() => undefined, { kinds: ['settled'] });

  await store.enqueue(newRuns(1_000));
  const runs = await store.claim(claimOf(1_000));
  payloads.length = 0;
  await store.settle(runs.map((run) => succeeded(run)));
  // Notifications come before the answer to a statement that is sent after them.
  await listening.query('select 1');
  expect(payloads.length).toBeLessThanOrEqual(7);
  for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
  const settled = payloads.flatMap((payload) => payload.split(' ')).filter((word) => word.startsWith('s'));
  expect(settled.sort()).toEqual(runs.map(({ id }) => `s${id}`).sort());
  await subscription.unsubscribe();
  await listening.end();
  await store.close();
  await pool.end();
});

it('a run that ends is told to who wants to hear of it, in whatever process, and to nobody otherwise', async () => {
  const schema = schemaOfTest();
  const pool = testPool();
  const store = postgresStore({ pool, schema });
  const elsewhere = postgresStore({ pool, schema });
  await Promise.all([store.open(), elsewhere.open()]);
  const listening = new Client({ connectionString: inject('postgresUrl') });
  await listening.connect();
  const payloads: string[] = [];
  listening.on('notification', ({ payload = '' }) => payloads.push(payload));
  await listening.query(`listen "nightshift_${schema}"`);
  const settleOne = async (): Promise<string> => {
    await store.enqueue(newRuns(1));
    const [run] = await store.claim(claimOf(1));
    payloads.length = 0;
    await store.settle([succeeded(run!)]);
    await listening.query('select 1');
    return run!.id;
  };

  const worker = await elsewhere.notifications!.subscribe(() => undefined, { kinds: ['queued', 'cancel'] });
  await settleOne();
  expect(payloads).toEqual([]);

  let hear: (signal: Signal) => void = () => undefined;
  const heard = new Promise<Signal>((resolve) => (hear = resolve));
  const waiter = await elsewhere.notifications!.subscribe((signal) => hear(signal), { kinds: ['settled'] });
  const runId = await settleOne();
  expect(payloads).toEqual([`s${runId}`]);
  expect(await heard).toEqual({ kind: 'settled', runId });

  await Promise.all([worker.unsubscribe(), waiter.unsubscribe(), listening.end()]);
  await Promise.all([store.close(), elsewhere.close()]);
  await pool.end();
});

it('with notifications off, nothing is sent and there is nothing to subscribe to', async () => {
  const schema = schemaOfTest();
  const pool = testPool();
  const store = postgresStore({ pool, schema, notifications: false });
  await store.open();
  expect(store.notifications).toBeUndefined();
  const run = newRun();
  await store.enqueue([run, newRun({ delayMs: 1 })]);
  await store.promote(1);
  const [claimed] = await store.claim(claimOf(1));
  await store.release([
    { lease: { runId: claimed!.id, token: claimed!.token }, delayMs: 0, spend: true, attempt: { outcome: 'failed' } },
  ]);
  expect(await store.cancel([run.id], { code: 'requested' })).toEqual(['cancelled']);
  await store.close();
  await pool.end();
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { pgliteStore, type DatabaseTransaction, type SqlStore } from '../src/index.js';
import { newRun } from './support/runs.js';

let store: SqlStore;
beforeAll(async () => {
  store = pgliteStore();
  await store.open();
  await store.database.query('create table orders (id int primary key)');
});
afterAll(() => store.close());

const WOULD_WAIT = expect.objectContaining({
  code: 'TX_UNSUPPORTED',
  message: expect.stringContaining('wait for ever'),
});

it('what would wait for its own transaction is refused, and the transaction rolls back', async () => {
  const { database } = store;
  const asides: (() => Promise<unknown>)[] = [
    () => database.query('select 1'),
    () => database.transaction(async () => {}),
    () => store.enqueue([newRun()]),
    () => store.read.list({}, { limit: 1 }),
  ];
  for (const aside of asides) {
    const transaction = database.transaction(async (tx) => {
      await tx.query('insert into orders values (1)');
      await aside();
    });
    await expect(transaction).rejects.toEqual(WOULD_WAIT);
  }
  expect(await database.query('select * from orders')).toEqual([]);
});

it('work of the engine that begins inside a transaction waits for its end', async () => {
  let promoting: Promise<unknown> | undefined;
  await store.database.transaction(async (tx) => {
    promoting = store.promote(1);
    await tx.query('select 1');
  });
  await expect(promoting).resolves.toEqual({ promoted: 0, nextDueMs: null });
});

it('a transaction that has ended refuses to be used, and does not run among the statements of the next', async () => {
  let left: DatabaseTransaction | undefined;
  await store.database.transaction(async (tx) => void (left = tx));
  await expect(left?.query('select 1')).rejects.toMatchObject({ code: 'TX_UNSUPPORTED' });
  await expect(store.enqueue([newRun()], { tx: left as DatabaseTransaction })).rejects.toMatchObject({
    code: 'TX_UNSUPPORTED',
  });
});

it('a commit after a failed statement that was caught is an error, and not silence', async () => {
  const transaction = store.database.transaction(async (tx) => {
    await tx.query('insert into orders values (2)');
    await tx.query('select 1 / 0').catch(() => undefined);
  });
  await expect(transaction).rejects.toThrow('rolled back');
  expect(await store.database.query('select * from orders')).toEqual([]);
});

it('closing ends a transaction that is open, and its host hears of it', async () => {
  const closed = pgliteStore();
  await closed.open();
  let closing: Promise<void> | undefined;
  const transaction = closed.database.transaction(async (tx) => {
    closing = closed.close();
    await tx.query('select 1');
  });
  await expect(transaction).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  await closing;
});

it('takes no transaction but its own', async () => {
  const foreign = { query: async () => ({ rows: [] }) };
  await expect(store.enqueue([newRun()], { tx: foreign })).rejects.toMatchObject({ code: 'TX_UNSUPPORTED' });
});

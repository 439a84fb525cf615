import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { pgliteStore, postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

interface Opened {
  readonly store: SqlStore;
  close(): Promise<unknown>;
}

const stores: Record<string, (schema: string) => Promise<Opened>> = {
  'node-postgres': async (schema) => {
    const pool = testPool();
    return { store: postgresStore({ pool, schema }), close: () => pool.end() };
  },
  'postgres.js': async (schema) => {
    const sql = postgres(inject('postgresUrl'), { max: 4 });
    return { store: postgresStore({ sql, schema }), close: () => sql.end() };
  },
  pglite: async (schema) => {
    const store = pgliteStore({ schema });
    return { store, close: () => store.close() };
  },
};

describe.each(Object.keys(stores))('the database of a store on %s', (name) => {
  const schema = freshSchema();
  const target = { schema, table: 'Odd "name"', columns: ['id', 'text'] };
  const table = `"${schema}"."Odd ""name"""`;
  let opened: Opened;

  beforeAll(async () => {
    opened = await stores[name]!(schema);
    await opened.store.open();
    await opened.store.database.query(`create table ${table} (id int primary key, text text)`);
  });
  afterAll(async () => {
    await opened.store.close();
    await opened.close();
    if (name !== 'pglite') await dropSchema(schema);
  });

  it('gives rows to a parameterised query', async () => {
    const rows = await opened.store.database.query<{ sum: number }>('select $1::int + $2::int as sum', [1, 2]);
    expect(rows).toEqual([{ sum: 3 }]);
  });

  // postgres.js 3.4.9 itself throws out of nowhere then, and PGlite has no connection to lose.
  it.runIf(name === 'node-postgres')(
    'fails a transaction whose connection ends between two queries, and nothing else',
    async () => {
      const { database } = opened.store;
      const interrupted = database.transaction(async (tx) => {
        const [session] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await database.query('select pg_terminate_backend($1)', [session?.pid]);
        const isThere = 'select 1 from pg_stat_activity where pid = $1';
        while ((await database.query(isThere, [session?.pid])).length > 0);
        return tx.query('select 1');
      });
      await expect(interrupted).rejects.toThrow();
      expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
    },
  );

  it('copies more than one chunk, and says how many rows it was', async () => {
    async function* lines() {
      for (let id = 0; id < 60_000; id += 100) {
        yield Array.from(
          { length: 100 },
          (_, index) => `${id + index}\tthe "line", \\N and \\\\ of ${id + index} ü\n`,
        ).join('');
      }
    }
    const { database } = opened.store;
    expect(await database.transaction((tx) => tx.copyIn(target, lines()))).toBe(60_000);
    const [last] = await database.query(`select id, text from ${table} where id = 59999`);
    expect(last).toEqual({ id: 59_999, text: 'the "line", N and \\ of 59999 ü' });
  });

  it('copies nothing of nothing', async () => {
    expect(await opened.store.database.transaction((tx) => tx.copyIn(target, []))).toBe(0);
  });

  it('rolls back with the callback, copied rows too', async () => {
    const { database } = opened.store;
    const transaction = database.transaction(async (tx) => {
      await tx.query(`insert into ${table} values (-1, 'x')`);
      await tx.copyIn(target, ['-2\tx\n']);
      throw new Error('changed my mind');
    });
    await expect(transaction).rejects.toThrow('changed my mind');
    expect(await database.query(`select id from ${table} where id < 0`)).toEqual([]);
  });

  it('rejects rows that PostgreSQL refuses, and goes on working', async () => {
    const { database } = opened.store;
    await expect(database.transaction((tx) => tx.copyIn(target, ['not a number\tx\n']))).rejects.toMatchObject({
      code: '22P02',
    });
    const broken = (function* () {
      yield '-3\tx\n';
      throw new Error('source failed');
    })();
    await expect(database.transaction((tx) => tx.copyIn(target, broken))).rejects.toThrow('source failed');
    expect(await database.query(`select id from ${table} where id < 0`)).toEqual([]);
  });
});

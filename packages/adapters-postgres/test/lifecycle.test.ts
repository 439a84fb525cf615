import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { pgliteStore, postgresStore, type NodePostgresPool } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, newRun, newRuns, succeeded } from './support/runs.js';

const schema = freshSchema();
afterAll(() => dropSchema(schema));

describe('options', () => {
  const invalid = (make: () => unknown, message: RegExp) =>
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }));

  it('a schema name that is no plain name is refused', () => {
    for (const name of ['', 'a-b', '1a', 'a"; drop schema public; --', 'pg_temp', 'x'.repeat(49), 'ü']) {
      invalid(() => pgliteStore({ schema: name }), /schema: expected/);
    }
  });

  it('a server is reached in one way', () => {
    const pool = {} as NodePostgresPool;
    invalid(() => postgresStore({} as never), /received none/);
    invalid(() => postgresStore({ pool, connectionString: 'x' }), /received pool and connectionString/);
  });

  it('an empty data directory is refused', () => {
    invalid(() => pgliteStore({ dataDir: '' }), /dataDir/);
  });
});

describe('a server that is away', () => {
  it('is said to be, with the reason, at open and afterwards', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const store = postgresStore({ connectionString: `postgres://nobody@127.0.0.1:${port}/none`, schema });
    await expect(store.open()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', cause: { code: 'ECONNREFUSED' } });
    await expect(store.enqueue([newRun()])).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await store.close();
  });

  it('costs the calls that meet it, and the store works on with new connections', async () => {
    const pool = testPool({ max: 1 });
    const store = postgresStore({ pool, schema, notifications: false });
    await store.open();
    const slow = expect(store.database.query('select pg_sleep(60)')).rejects.toThrow();
    const admin = testPool({ max: 1 });
    let ended = 0;
    while (ended === 0) {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)' and pid <> pg_backend_pid()`,
      );
      ended = rowCount ?? 0;
    }
    await slow;
    expect(await store.enqueue([newRun()])).toHaveLength(1);
    await admin.end();
    await store.close();
    await pool.end();
  });
});

describe('close', () => {
  it('waits for calls under way', async () => {
    const store = postgresStore({ connectionString: inject('postgresUrl'), schema });
    await store.open();
    const runs = newRuns(500);
    const enqueuing = store.enqueue(runs);
    await store.close();
    expect(await enqueuing).toHaveLength(500);
  });

  it('lets the host keep its pool', async () => {
    const pool = testPool();
    const store = postgresStore({ pool, schema });
    await store.open();
    await store.close();
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('is followed by open again, with what was there', async () => {
    const dataDir = join(await mkdtemp(join(inject('sharedFolder'), 'again-')), 'data');
    const stores = [pgliteStore({ dataDir }), postgresStore({ connectionString: inject('postgresUrl'), schema })];
    for (const store of stores) {
      await store.open();
      const run = newRun();
      await store.enqueue([run]);
      await store.close();
      await expect(store.database.query('select 1')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
      await store.open();
      expect(await store.read.get([run.id])).toHaveLength(1);
      await store.close();
    }
  });

  it('after an open that failed leaves nothing locked', async () => {
    const dataDir = join(await mkdtemp(join(inject('sharedFolder'), 'drift-')), 'data');
    const store = pgliteStore({ dataDir });
    await store.open();
    await store.database.query(`update nightshift.migration set checksum = 'x'`);
    await store.close();
    await expect(pgliteStore({ dataDir }).open()).rejects.toMatchObject({ code: 'MIGRATION_DRIFT' });
    await expect(pgliteStore({ dataDir }).open()).rejects.toMatchObject({ code: 'MIGRATION_DRIFT' });
  });
});

it('the embedded database uses the space of finished runs again', { timeout: 120_000 }, async () => {
  const store = pgliteStore();
  await store.open();
  const pages = async (): Promise<number> => {
    const [row] = await store.database.query<{ pages: number }>(
      `select (pg_relation_size('nightshift.run') / 8192)::int as pages`,
    );
    return row?.pages ?? 0;
  };
  const round = async (): Promise<number> => {
    await store.enqueue(newRuns(1_000));
    const full = await pages();
    await store.settle((await store.claim(claimOf(1_000))).map((run) => succeeded(run)));
    // Upkeep comes after a second of work, or twenty times as long as the last one took.
    await Promise.all(Array.from({ length: 260 }, () => store.promote(1)));
    return full;
  };
  const first = await round();
  let most = 0;
  for (let count = 0; count < 29; count++) most = Math.max(most, await round());
  // Without upkeep every one of the thirty rounds adds its own pages, and more for the updates: 48 times the first. With it the
  // table holds what a few seconds of work leave behind.
  expect(most).toBeLessThan(first * 24);
  await store.close();
});

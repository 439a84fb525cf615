import type { WorkerBeat } from '@nightshift/core';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

const TTL_MS = 60_000;

let pool: Pool;
let store: SqlStore;
const schema = freshSchema();
const quoted = `"${schema}"`;

beforeAll(async () => {
  pool = testPool();
  store = postgresStore({ pool, schema });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await dropSchema(schema);
});

/** The beat of the build before heartbeats told more than slots, as it was released. */
const earlierBeat = `
  with clock as (
    select coalesce($1::text::timestamptz, statement_timestamp()) as now
  ), dead as (
    select id
      from ${quoted}.worker, clock
     where expires_at <= now and id <> $2::text::json ->> 'id'
       for update of worker skip locked
  ), buried as (
    delete from ${quoted}.worker where id in (select id from dead)
  )
  insert into ${quoted}.worker as known (id, host, pid, jobs, queues, concurrency, running, started_at, beat_at, expires_at)
  select id, host, pid, jobs, queues, concurrency, running, now, now, now + $3::float8 * interval '1 millisecond'
    from json_to_record($2::text::json)
           as worker (id text, host text, pid int, jobs json, queues json, concurrency int, running int),
         clock
  on conflict (id) do update
     set host = excluded.host,
         pid = excluded.pid,
         jobs = excluded.jobs,
         queues = excluded.queues,
         concurrency = excluded.concurrency,
         running = excluded.running,
         started_at = case when known.expires_at <= excluded.beat_at then excluded.beat_at else known.started_at end,
         beat_at = excluded.beat_at,
         expires_at = excluded.expires_at
  returning to_json(id)::text as answer`;

const said = { host: 'h', pid: 7, jobs: ['send'], queues: null, concurrency: 4, running: 1 };
const beat = (id: string): WorkerBeat => ({
  ...said,
  id,
  version: '1.2.3',
  allowance: 2,
  runs: ['r'],
  eventLoopDelayMs: 3,
  draining: true,
});

it('a worker of the build before beats on the newer schema, and is read with what it does not say', async () => {
  for (const round of [1, 2]) {
    await pool.query(earlierBeat, [null, JSON.stringify({ ...said, id: 'earlier', running: round }), TTL_MS]);
  }
  await store.workers.beat(beat('newer'), TTL_MS);
  const [earlier, newer] = await store.workers.live();
  expect(earlier).toMatchObject({ ...said, id: 'earlier', running: 2 });
  expect(earlier).toMatchObject({ version: null, allowance: 4, runs: [], eventLoopDelayMs: null, draining: false });
  expect(newer).toMatchObject(beat('newer'));
});

it('a beat waits for no row that another transaction holds', async () => {
  const client = await pool.connect();
  await store.workers.beat(beat('held'), 1);
  await client.query('begin');
  await client.query(`update ${quoted}.worker set expires_at = now() - interval '2 days' where id = 'held'`);
  await client.query('commit; begin');
  await client.query(`select from ${quoted}.worker where id = 'held' for update`);
  await store.workers.beat(beat('newer'), TTL_MS);
  expect((await pool.query(`select from ${quoted}.worker where id = 'held'`)).rowCount).toBe(1);
  await client.query('rollback');
  client.release();
  await store.workers.beat(beat('newer'), TTL_MS);
  expect((await pool.query(`select from ${quoted}.worker where id = 'held'`)).rowCount).toBe(0);
});

it('the dead that are not kept are deleted: all but the hundred that beat last', async () => {
  await pool.query(
    `insert into ${quoted}.worker (id, host, pid, jobs, concurrency, running, started_at, beat_at, expires_at)
     select 'gone-' || n, 'h', 1, '[]', 1, 0, now(), now() - n * interval '1 minute', now() - n * interval '1 minute'
       from generate_series(1, 150) n`,
  );
  await store.workers.beat(beat('newer'), TTL_MS);
  const { rows } = await pool.query<{ id: string }>(
    `select id from ${quoted}.worker where id like 'gone-%' order by beat_at desc`,
  );
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, n) => `gone-${n + 1}`));
  expect((await store.workers.dead()).map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
});

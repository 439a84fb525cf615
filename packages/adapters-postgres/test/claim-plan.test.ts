import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { statements } from '../src/sql.generated.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, JOB, newRuns } from './support/runs.js';

const MANY = 200_000;
const schema = freshSchema();
let pool: Pool;
let store: SqlStore;

beforeAll(async () => {
  pool = testPool();
  store = postgresStore({ pool, schema, notifications: false });
  await store.open();
  const columns = 'id, job, queue, input, priority, max_attempts, run_at, trigger, created_at';
  const values = `gen_random_uuid(), '${JOB}', 'default', '{}', 0, 3, now() + interval '1 day', 'api', now()`;
  for (const state of ['scheduled', 'waiting']) {
    await pool.query(
      `insert into "${schema}".run (${columns}, state) select ${values}, '${state}' from generate_series(1, ${MANY / 2})`,
    );
  }
  await pool.query(
    `insert into "${schema}".run_history (${columns}, state, attempt, attempts, token, finished_at)
     select ${values}, 'success', 1, '{}', 1, now() from generate_series(1, ${MANY})`,
  );
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await dropSchema(schema);
});

/** The plan of what a function of the schema runs, as the server logs it to the session that asked. */
async function plansInside(statement: string, params: unknown[]): Promise<string> {
  const client = await pool.connect();
  const plans: string[] = [];
  client.on('notice', ({ message }) => plans.push(message ?? ''));
  await client.query("load 'auto_explain'");
  await client.query(
    'set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on; set client_min_messages = log',
  );
  await client.query(statement.replaceAll('__SCHEMA__', `"${schema}"`), params);
  client.release(true);
  return plans.join('\n');
}

const claim = (limit: number) => plansInside(statements.claim, [null, 'w', `{${JOB}}`, null, limit, 60_000]);
const BY_INDEX = /Index Scan using run_queued on run/;
const NOT_SORTED = /^(?![\s\S]*(Sort Key: run\.priority|Seq Scan on run\b))/;

it('a claim reads the queue by its index when the statistics know nothing of it', async () => {
  await pool.query(`analyze "${schema}".run`);
  await store.enqueue(newRuns(5_000));
  const plan = await claim(10);
  expect(plan).toMatch(BY_INDEX);
  expect(plan).toMatch(NOT_SORTED);
  // It reads what it takes, however much is queued, scheduled, waiting or finished.
  expect(plan).toMatch(/Index Scan using run_queued on run .*rows=10(\.00)? loops=1/);
});

it('and when they know it', async () => {
  await pool.query(`analyze "${schema}".run`);
  const plan = await claim(10);
  expect(plan).toMatch(BY_INDEX);
  expect(plan).toMatch(NOT_SORTED);
});

it('a promotion reads what is due by its index', async () => {
  await pool.query(`update "${schema}".run set run_at = now() - interval '1 hour' where state = 'scheduled'`);
  const plan = await plansInside(statements.promote, [null, 10, null]);
  expect(plan).toMatch(/Index Scan using run_scheduled on run .*rows=10(\.00)? loops=1/);
});

it('a claim of one run looks it up and reads no queue', async () => {
  const [run] = await store.claim(claimOf(1));
  const plan = await plansInside(statements.claimOnly, [null, 'w', `{${JOB}}`, null, 1, 60_000, `{${run!.id}}`, null]);
  expect(plan).toMatch(/Index Scan using run_pkey on run/);
});

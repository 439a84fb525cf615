import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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

const claim = (limit: number, rules: object = {}) =>
  plansInside(statements.claim, [null, 'w', `{${JOB}}`, null, limit, 60_000, JSON.stringify(rules)]);
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
  const params = [null, 'w', `{${JOB}}`, null, 1, 60_000, '{}', `{${run!.id}}`, null];
  const plan = await plansInside(statements.claimOnly, params);
  expect(plan).toMatch(/Index Scan using run_pkey on run/);
});

it('what has ended since a moment is read by its index, from wherever one reads on', async () => {
  for (const after of [null, await middleOfHistory()]) {
    const plan = await plansInside(statements.finished, ['2020-01-01T00:00:00Z', after, 10]);
    // Ten of the one state that there is, and none of the other two.
    expect(plan).toMatch(/Index Scan using run_history_finished on run_history .*rows=3\.33 loops=3/);
    expect(plan).not.toMatch(/Seq Scan on run/);
    expect(plan).not.toMatch(/Rows Removed by Filter/);
  }
});

async function middleOfHistory(): Promise<unknown> {
  const { rows } = await pool.query<{ id: unknown }>(
    `select id from "${schema}".run_history order by finished_at, id offset ${MANY / 2} limit 1`,
  );
  return rows[0]?.id;
}

/** What the server may have found out of a table that has been filled since: statistics decide how it is read. */
const STATISTICS = {
  'say that there is nothing': async () => undefined,
  'say what there is': async () => void (await pool.query(`analyze "${schema}".run`)),
  'and what has been vacuumed say what there is': async () =>
    void (await pool.query(`vacuum (analyze) "${schema}".run`)),
};

it.each(Object.keys(STATISTICS) as (keyof typeof STATISTICS)[])(
  'a settle reads what it ends when the statistics %s',
  async (known) => {
    await pool.query(`alter table "${schema}".run set (autovacuum_enabled = off)`);
    await pool.query(`truncate "${schema}".run`);
    await pool.query(`analyze "${schema}".run`);
    await store.enqueue(newRuns(5_000));
    const runs = await store.claim(claimOf(1_000));
    await STATISTICS[known]();
    const ending = runs.slice(0, 10).sort((a, b) => (a.id < b.id ? -1 : 1));
    const ids = `{${ending.map(({ id }) => id).join()}}`;
    const all = (item: unknown): string => `{${ending.map(() => item).join()}}`;
    const params = [
      null,
      ids,
      all(1),
      all('success'),
      all('NULL'),
      all('NULL'),
      all('NULL'),
      all('success'),
      all('NULL'),
    ];
    const plan = await plansInside(statements.settlePlain, [...params, 20, null]);
    expect(plan).toMatch(/Delete on run/);
    // Each to see whether somebody waits for it, to find it again, and to delete it.
    expect(rowsRead(plan)).toBe(30);
    expect((await store.read.get([ending[0]!.id]))[0]).toMatchObject({
      state: 'success',
      attempts: [{ outcome: 'success' }],
    });
  },
);

describe.each(Object.keys(STATISTICS) as (keyof typeof STATISTICS)[])(
  'runs that wait behind limits, when the statistics %s,',
  (known) => {
    beforeAll(async () => {
      // What is known stays as it is told here, however long the test takes.
      await pool.query(`alter table "${schema}".run set (autovacuum_enabled = off)`);
      await pool.query(`truncate "${schema}".run`);
      await pool.query(`analyze "${schema}".run`);
      await pool.query(
        `insert into "${schema}".run (id, job, queue, input, priority, max_attempts, run_at, trigger, created_at, state, limit_key)
       select gen_random_uuid(), '${JOB}', 'q' || n % 2, '{}', 0, 3, now(), 'api', now(), 'queued', 'key-' || n % 100
         from generate_series(1, ${MANY / 2}) n`,
      );
    });
    beforeEach(STATISTICS[known]);

    const perKey = { [`key ${JOB}`]: { concurrency: 1 } };

    it.each(['', 'key-50', 'key-99'])(
      'cost a claim nothing when their keys are full, after a turn of %o',
      async (key) => {
        await store.claim({ ...claimOf(200), limits: [{ scope: 'key', name: JOB, concurrency: 1 }] });
        await STATISTICS[known]();
        await pool.query(`update "${schema}".limit_turn set key = $1`, [key]);
        const plan = await claim(20, perKey);
        expect(plan).not.toMatch(/Seq Scan on run\b/);
        // A few for each of 100 keys in 2 queues, and each that executes.
        expect(rowsRead(plan)).toBeLessThan(2_000);
      },
    );

    it('and when their queue or their job is full', async () => {
      const queues = { 'queue q0': { concurrency: 1 }, 'queue q1': { concurrency: 1 } };
      expect(rowsRead(await claim(20, queues))).toBeLessThan(1_000);
      expect(rowsRead(await claim(20, { [`job ${JOB}`]: { concurrency: 100 } }))).toBeLessThan(1_000);
    });

    it('and one that takes some reads those and a few more of each key', async () => {
      const plan = await claim(20, { [`key ${JOB}`]: { concurrency: 2 } });
      expect(plan).toMatch(/Update on run/);
      expect(rowsRead(plan)).toBeLessThan(1_500);
    });

    it('and one that takes several of each key reads no more of each than about that', async () => {
      const plan = await claim(300, { [`key ${JOB}`]: { concurrency: 1_000 } });
      expect(rowsRead(plan)).toBeLessThan(5_000);
    });

    it('a look for the next opening reads a few of each key', async () => {
      const plan = await plansInside(statements.nextOpening, [null, `{${JOB}}`, JSON.stringify(perKey)]);
      expect(rowsRead(plan)).toBeLessThan(1_000);
    });
  },
);

/** Rows of the runs' table that a plan went through. */
function rowsRead(plan: string): number {
  const scans = plan.matchAll(/ on run(?:_\d+)? .*actual time=\S+ rows=([\d.]+) loops=(\d+)\)((?:(?!->)[\s\S])*)/g);
  let rows = 0;
  for (const [, each = '0', loops = '0', details = ''] of scans) {
    const removed = /Rows Removed by Filter: (\d+)/.exec(details)?.[1] ?? '0';
    rows += (Number(each) + Number(removed)) * Number(loops);
  }
  return rows;
}

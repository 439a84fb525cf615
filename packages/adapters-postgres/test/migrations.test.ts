import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { migrations } from '../src/sql.generated.js';
import { startChild } from './support/child.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { claimOf, JOB, newRun } from './support/runs.js';

let pool: Pool;
let schema: string;
const used: string[] = [];
beforeAll(() => void (pool = testPool()));
beforeEach(() => {
  schema = freshSchema();
  used.push(schema);
});
afterAll(async () => {
  await pool.end();
  for (const name of used) await dropSchema(name);
});

const drift = (message: RegExp): unknown =>
  expect.objectContaining({ code: 'MIGRATION_DRIFT', message: expect.stringMatching(message) });
const openStore = async (options: { migrate?: boolean } = {}): Promise<void> => {
  const store = postgresStore({ pool, schema, ...options });
  await store.open();
  await store.close();
};
const applied = async () =>
  (await pool.query<{ version: number }>(`select version from "${schema}".migration order by version`)).rows;

it('two processes that start together both open, and every migration is applied once', async () => {
  const children = [1, 2].map(() => startChild('open-store.ts', inject('postgresUrl'), schema));
  for (const child of children) expect(await child.line()).toBe('ready');
  for (const child of children) child.process.stdin?.write('open\n');
  expect(await Promise.all(children.map((child) => child.line()))).toEqual(['open', 'open']);
  expect(await applied()).toEqual(migrations.map(({ version }) => ({ version })));
  await Promise.all(children.map((child) => child.finish()));
});

it('eight instances that open together within a process all do', async () => {
  await Promise.all(Array.from({ length: 8 }, () => openStore()));
  expect(await applied()).toHaveLength(migrations.length);
});

it('a schema that is behind is refused with migrate: false, and left alone', async () => {
  await expect(openStore({ migrate: false })).rejects.toEqual(drift(/lacks 001-runs.*migrate: true/));
  expect((await pool.query('select to_regnamespace($1) as found', [schema])).rows).toEqual([{ found: null }]);
  await openStore();
  await openStore({ migrate: false });
});

it('a migration that was changed after it was applied is refused', async () => {
  await openStore();
  await pool.query(`update "${schema}".migration set checksum = 'edited' where version = 1`);
  await expect(openStore()).rejects.toEqual(drift(/001-runs with other content/));
});

it('a schema of a newer library opens while its migrations expand it, and is refused once one contracts it', async () => {
  await openStore();
  const later = `insert into "${schema}".migration (version, name, checksum, expands) values ($1, $2, 'x', $3)`;
  await pool.query(later, [998, '998-later', true]);
  await openStore();
  await openStore({ migrate: false });
  await pool.query(later, [999, '999-contracts', false]);
  await expect(openStore()).rejects.toEqual(drift(/has 999-contracts, .*update @nightshift\/adapters-postgres/));
});

it('a schema whose newer migrations do not say whether they expand it is refused', async () => {
  await openStore();
  await pool.query(`alter table "${schema}".migration drop column expands`);
  await pool.query(`insert into "${schema}".migration (version, name, checksum) values (999, '999-later', 'x')`);
  await expect(openStore()).rejects.toEqual(drift(/999-later/));
});

it('a migration that fails leaves nothing behind, and the next open tries again', async () => {
  await pool.query(`create schema "${schema}"; create table "${schema}".worker (id int)`);
  await expect(openStore()).rejects.toThrow('already exists');
  expect((await pool.query(`select to_regclass('"${schema}".run') as found`)).rows).toEqual([{ found: null }]);
  await pool.query(`drop table "${schema}".worker`);
  await openStore();
});

it('a role that may not create schemas can use one that is there', async () => {
  const role = `role_${schema}`;
  await pool.query(
    `create schema "${schema}"; create role "${role}" login password 'x'; grant all on schema "${schema}" to "${role}"`,
  );
  const url = new URL(inject('postgresUrl'));
  url.username = role;
  url.password = 'x';
  const store = postgresStore({ connectionString: url.href, schema });
  await store.open();
  await store.close();
  await pool.query(`drop owned by "${role}"; drop role "${role}"`);
});

it('runs from before limits, spawning and versions go on as they were', async () => {
  const [before, after] = [
    migrations.filter(({ version }) => version < 3),
    migrations.filter(({ version }) => version >= 3),
  ];
  await pool.query(
    `create schema "${schema}";
     create table "${schema}".migration (version int primary key, name text, checksum text, applied_at timestamptz default now())`,
  );
  for (const { sql, version, name, checksum } of before) {
    await pool.query(sql.replaceAll('__SCHEMA__', `"${schema}"`));
    await pool.query(`insert into "${schema}".migration values ($1, $2, $3)`, [version, name, checksum]);
  }
  const [queued, running, child, done] = [v7(), v7(), v7(), v7()];
  await pool.query(
    `insert into "${schema}".run
       (id, job, queue, state, input, priority, max_attempts, run_at, key, trigger, created_at, token, attempt, worker,
        started_at, lease_expires_at, pending)
     values ('${queued}', '${JOB}', 'q', 'queued', '1', 0, 3, now(), 'k', 'api', now(), 0, 0, null, null, null, 0),
            ('${running}', '${JOB}', 'q', 'running', '2', 0, 3, now(), 'r', 'api', now(), 1, 1, 'w', now(), now(), 0),
            ('${child}', '${JOB}', 'q', 'waiting', '3', 0, 3, now(), null, 'api', now(), 0, 0, null, null, null, 1);
     insert into "${schema}".run_dependency values ('${child}', '${running}', 'cancel', 0);
     insert into "${schema}".run_history
       (id, job, queue, state, input, priority, attempt, max_attempts, attempts, run_at, trigger, token, created_at, finished_at)
     values ('${done}', '${JOB}', 'q', 'success', '4', 0, 1, 3, '{}', now(), 'api', 1, now(), now())`,
  );
  const store = postgresStore({ pool, schema });
  await store.open();
  expect(await applied()).toEqual([...before, ...after].map(({ version }) => ({ version })));
  const asBefore = {
    version: 1,
    dedup: 'keep',
    limitKey: null,
    spawnedBy: null,
    openChildren: 0,
    scheduledFor: null,
    headers: null,
  };
  for (const run of await store.read.get([queued, running, child, done])) expect(run).toMatchObject(asBefore);
  expect(await store.enqueue([newRun({ key: 'r', dedup: 'latest' })])).toEqual([{ runId: running, outcome: 'kept' }]);
  expect(await store.enqueue([newRun({ key: 'k', dedup: 'replace', input: 5 })])).toEqual([
    { runId: queued, outcome: 'replaced' },
  ]);
  const lease = { runId: running, token: 1 };
  const end = { state: 'success', output: null, error: null, attempt: { outcome: 'success' } } as const;
  expect(await store.settle([{ lease, ...end }])).toEqual([{ held: true, cancel: null }]);
  const claimed = await store.claim(claimOf(10));
  expect(claimed.map(({ id, input }) => [id, input])).toEqual(
    expect.arrayContaining([
      [queued, 5],
      [child, 3],
    ]),
  );
  await store.close();
});

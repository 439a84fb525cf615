import type { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { migrations } from '../src/sql.generated.js';
import { startChild } from './support/child.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

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

it('a schema of a newer library is refused', async () => {
  await openStore();
  await pool.query(`insert into "${schema}".migration (version, name, checksum) values (999, '999-later', 'x')`);
  await expect(openStore()).rejects.toEqual(drift(/999-later.*update @nightshift\/adapters-postgres/));
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

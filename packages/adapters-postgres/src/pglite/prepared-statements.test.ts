import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { blankDatabase } from './blank-database.js';
import { PreparedStatements } from './prepared-statements.js';

let pglite: PGlite;
let prepared: PreparedStatements;

beforeAll(async () => void (pglite = await PGlite.create({ loadDataDir: await blankDatabase() })));
afterAll(() => pglite.close());
beforeEach(async () => {
  await pglite.exec('deallocate all');
  prepared = new PreparedStatements(pglite);
});

async function kept(): Promise<number> {
  const { rows } = await pglite.query<{ kept: number }>(
    "select count(*)::int as kept from pg_prepared_statements where name <> ''",
  );
  return rows[0]?.kept ?? Number.NaN;
}

/** How the database goes about the statement that was prepared first. */
async function planOfFirst(): Promise<string> {
  const { rows } = await pglite.query<Record<string, string>>('explain (costs off) execute nightshift_1 (1)');
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

it('answers with the first column of every row, and takes every kind of parameter', async () => {
  const text = 'select coalesce($1::text, $2::int::text, $3::bool::text) as answer from generate_series(1, 2)';
  expect(await prepared.run(text, ['été 🌍', 1, true])).toEqual(['été 🌍', 'été 🌍']);
  expect(await prepared.run(text, [null, 7, true])).toEqual(['7', '7']);
  expect(await prepared.run(text, [null, null, false])).toEqual(['false', 'false']);
  expect(await kept()).toBe(1);
});

it('a statement that failed runs again, whether it failed when it was parsed or later', async () => {
  const divide = 'select (1 / $1::int)::text as answer';
  await expect(prepared.run(divide, [0])).rejects.toMatchObject({ code: '22012' });
  expect(await prepared.run(divide, [1])).toEqual(['1']);
  await expect(prepared.run(divide, [0])).rejects.toMatchObject({ code: '22012' });
  expect(await prepared.run(divide, [1])).toEqual(['1']);

  const read = 'select count(*)::text as answer from made_later';
  await expect(prepared.run(read, [])).rejects.toMatchObject({ code: '42P01' });
  await pglite.exec('create table made_later ()');
  expect(await prepared.run(read, [])).toEqual(['0']);
  expect(await kept()).toBe(2);
});

it('a failure in a transaction leaves nothing behind that a later statement meets', async () => {
  const text = 'select (1 / $1::int)::text as answer';
  await pglite.exec('begin');
  await expect(prepared.run(text, [0])).rejects.toMatchObject({ code: '22012' });
  await expect(prepared.run(text, [1])).rejects.toMatchObject({ code: '25P02' });
  await pglite.exec('rollback');
  expect(await prepared.run(text, [1])).toEqual(['1']);
  expect(await kept()).toBe(1);
});

it('prepares again what the SQL of the host has thrown away', async () => {
  const text = 'select $1::text as answer';
  expect(await prepared.run(text, ['first'])).toEqual(['first']);
  await pglite.exec('discard all');
  expect(await prepared.run(text, ['second'])).toEqual(['second']);
  expect(await prepared.run(text, ['third'])).toEqual(['third']);
  expect(await kept()).toBe(1);
});

it('keeps a bounded number of statements, and runs those again that it let go', async () => {
  for (let number = 0; number < 250; number++) await prepared.run(`select '${number}' as answer`, []);
  expect(await kept()).toBe(200);
  expect(await prepared.run("select '0' as answer", [])).toEqual(['0']);
});

it('plans anew when the tables have grown, although nobody has analysed them', async () => {
  const text = 'select count(*)::text as answer from grown where id = $1::int';
  await pglite.exec('create table grown (id int primary key); insert into grown values (1)');
  await pglite.exec('vacuum analyze grown');
  for (let times = 0; times < 7; times++) await prepared.run(text, [1]);
  expect(await planOfFirst()).toContain('Seq Scan');
  await pglite.exec('insert into grown select generate_series(2, 20000)');
  // A plan that is kept is not looked at again by the database itself.
  expect(await planOfFirst()).toContain('Seq Scan');
  await prepared.renewPlans();
  expect(await planOfFirst()).toContain('Seq Scan');
  await prepared.run(text, [1]);
  await prepared.renewPlans();
  expect(await planOfFirst()).toContain('Index');
});

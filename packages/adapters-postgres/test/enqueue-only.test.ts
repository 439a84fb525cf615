import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { startChild } from './support/child.js';
import { dropSchema, freshSchema } from './support/postgres.js';

const schema = freshSchema();
const application = `enqueues-${schema}`;
let store: SqlStore;

beforeAll(async () => {
  store = postgresStore({ connectionString: inject('postgresUrl'), schema });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await dropSchema(schema);
});

it.each([
  ['memory', 0],
  ['pglite', 0],
  ['pool', 1],
  ['sql', 1],
  ['connectionString', 1],
])('a process that only enqueues has no timer, listens to nothing, and ends by itself (%s)', async (kind, most) => {
  const connectionString = `${inject('postgresUrl')}?application_name=${application}`;
  const child = startChild('enqueue-only.ts', kind, connectionString, schema);
  const resources = JSON.parse(await child.line()) as string[];
  expect(resources).not.toContain('Timeout');
  const connections = await store.database.query<{ query: string }>(
    'select query from pg_stat_activity where application_name = $1',
    [application],
  );
  expect(connections.length).toBeLessThanOrEqual(most);
  expect(connections.filter(({ query }) => query.startsWith('listen'))).toEqual([]);
  expect(await child.finish()).toBe(0);
});

it('importing the packages opens nothing', async () => {
  const child = startChild('import-only.ts');
  expect(JSON.parse(await child.line())).toEqual([]);
  expect(await child.finish()).toBe(0);
});

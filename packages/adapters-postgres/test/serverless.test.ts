import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { postgresStore, type SqlStore } from '../src/index.js';
import { startChild } from './support/child.js';
import { dropSchema, freshSchema } from './support/postgres.js';

const schema = freshSchema();
const application = `serverless-${schema}`;
let store: SqlStore;

beforeAll(async () => {
  store = postgresStore({ connectionString: inject('postgresUrl'), schema });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await dropSchema(schema);
});

interface Said {
  readonly opened: readonly string[];
  readonly folder: boolean;
  readonly succeeded?: number;
}

async function connections(): Promise<readonly { readonly query: string }[]> {
  return store.database.query<{ query: string }>('select query from pg_stat_activity where application_name = $1', [
    application,
  ]);
}

it.each(['memory', 'pglite', 'pool', 'sql', 'connectionString'])(
  'creating opens nothing, the first enqueue does, and working once leaves nothing that keeps the process (%s)',
  async (kind) => {
    const connectionString = `${inject('postgresUrl')}?application_name=${application}`;
    const folder = join(await mkdtemp(join(inject('sharedFolder'), 'serverless-')), 'data');
    const child = startChild('serverless.ts', kind, connectionString, schema, folder);
    const said = async (): Promise<Said> => JSON.parse(await child.line()) as Said;
    expect(await said()).toEqual({ opened: [], folder: false });
    expect(await said()).toMatchObject({ folder: kind === 'pglite' });
    const { opened, succeeded } = await said();
    expect(succeeded).toBe(2);
    // The driver's sockets are the host's; one that is idle is listed where the driver lets it keep the process.
    expect(opened.filter((one) => one !== 'TCPSocketWrap')).toEqual([]);
    const usesServer = kind !== 'memory' && kind !== 'pglite';
    expect((await connections()).length > 0).toBe(usesServer);
    expect((await connections()).filter(({ query }) => /^listen/i.test(query))).toEqual([]);
    expect(await child.finish()).toBe(0);
    expect(await store.workers.live()).toEqual([]);
  },
);

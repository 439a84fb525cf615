import { startTcpProxy } from '@nightshift/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { newRun } from './support/runs.js';

const SHUTDOWN = ['SFATAL', 'C57P01', 'Mterminating connection due to administrator command', ''];

/** What a server says that ends a connection. */
function farewell(): Buffer {
  const fields = Buffer.from(`${SHUTDOWN.join('\0')}\0`);
  const header = Buffer.alloc(5);
  header.write('E');
  header.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([header, fields]);
}

let isLast = false;
let proxy: Awaited<ReturnType<typeof startTcpProxy>>;
beforeAll(async () => {
  const { hostname: host, port } = new URL(inject('postgresUrl'));
  // A busy host reads what came together: here the farewell comes with the answer before it.
  const withFarewell = (chunk: Buffer): Buffer => {
    if (!isLast) return chunk;
    isLast = false;
    return Buffer.concat([chunk, farewell()]);
  };
  proxy = await startTcpProxy({ host, port: Number(port || 5432), fromServer: () => withFarewell });
});
afterAll(() => proxy.stop());

it('a connection that ends as a statement leaves it to a transaction fails that one, and not the process', async () => {
  const url = new URL(inject('postgresUrl'));
  url.host = `127.0.0.1:${proxy.port}`;
  const pool = testPool({ connectionString: url.href, max: 1 });
  const { database } = postgresStore({ pool });
  await database.query('select 0');
  isLast = true;
  const first = database.query('select 1');
  const second = database.transaction((tx) => tx.query('select 2 as two'));
  const refused = expect(second).rejects.toThrow('connection error');
  await first;
  await refused;
  expect(await database.transaction((tx) => tx.query('select 3 as three'))).toEqual([{ three: 3 }]);
  await pool.end();
});

it('a server that takes no writes, as a replica is, counts as out of reach, and no transaction keeps its connection', async () => {
  const schema = freshSchema();
  const owner = postgresStore({ connectionString: inject('postgresUrl'), schema });
  await owner.open();
  const pool = testPool({ max: 1, options: '-c default_transaction_read_only=on' });
  const store = postgresStore({ pool, schema });
  await store.open();
  await expect(store.enqueue([newRun()])).rejects.toThrow(
    expect.objectContaining({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('read-only') }),
  );
  const session = (): Promise<unknown> =>
    pool.query<{ pid: number }>('select pg_backend_pid() as pid').then(({ rows }) => rows[0]);
  const before = await session();
  await expect(store.database.transaction((tx) => store.enqueue([newRun()], { tx }))).rejects.toThrow('read-only');
  expect(await session()).not.toEqual(before);
  await store.close();
  await owner.close();
  await pool.end();
  await dropSchema(schema);
});

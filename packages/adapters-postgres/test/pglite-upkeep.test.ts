import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { pgliteStore } from '../src/index.js';

const MEGABYTE = 1024 * 1024;

async function bytesOf(folder: string): Promise<number> {
  const files = await readdir(folder, { withFileTypes: true });
  const sizes = files.filter((file) => file.isFile()).map(({ name }) => stat(join(folder, name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

it('the write-ahead log of a database that is written to without end stays small', async () => {
  const dataDir = join(await mkdtemp(join(inject('sharedFolder'), 'upkeep-')), 'data');
  const store = pgliteStore({ dataDir });
  await store.open();
  await store.database.query('create table written (text text)');
  let written = 0;
  while (written < 400) {
    const [before] = await store.database.query<{ at: string }>('select pg_current_wal_insert_lsn() as at');
    await store.database.query("insert into written select repeat('x', 1000) from generate_series(1, 20000)");
    const [after] = await store.database.query<{ bytes: string }>(
      'select (pg_current_wal_insert_lsn() - $1::text::pg_lsn)::text as bytes',
      [before?.at],
    );
    written += Number(after?.bytes) / MEGABYTE;
    await store.database.query('truncate written');
  }
  expect((await bytesOf(join(dataDir, 'pgdata', 'pg_wal'))) / MEGABYTE).toBeLessThan(300);
  await store.close();
}, 120_000);

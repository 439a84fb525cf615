import { pgliteStore } from '@nightshift/adapters-postgres';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PGLITE_VERSION } from '../src/pglite/blank-database.js';

describe('a new embedded database', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blank-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is made by the version of PGlite that runs it, on disk and in memory', async () => {
    for (const options of [{ dataDir: join(folder, 'new') }, {}]) {
      const store = pgliteStore(options);
      await store.open();
      const [row] = await store.database.query<{ version: string }>('select version()');
      expect(row?.version).toContain(`PGlite ${PGLITE_VERSION}`);
      await store.close();
    }
  });

  it('does not trip over what a process left that died while it made one', async () => {
    const dataDir = join(folder, 'interrupted');
    await mkdir(join(dataDir, 'pgdata.new'), { recursive: true });
    await writeFile(join(dataDir, 'pgdata.new', 'PG_VERSION'), '18');
    const store = pgliteStore({ dataDir });
    await store.open();
    expect(await store.database.query('select 1 as one')).toEqual([{ one: 1 }]);
    await store.close();
    expect(await readdir(dataDir)).toEqual(['pgdata']);
  });
});

import { manualClock, storeConformance } from '@nightshift/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { pgliteStore, type SqlStore } from '../src/index.js';
import { openTransaction } from './support/open-transaction.js';
import { pgliteSnapshot } from './support/pglite-snapshot.js';

storeConformance({
  name: 'pglite',
  describe,
  it,
  beforeAll,
  afterAll,
  without: [{ power: 'connect', reason: 'one process at a time opens the data directory' }],
  async createStore() {
    const folder = await mkdtemp(join(inject('sharedFolder'), 'pglite-'));
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const dataDir = join(folder, 'data');
    let store = pgliteStore({ dataDir, clock, loadDataDir: await pgliteSnapshot() });
    return {
      store,
      clock,
      // One process cannot drop a database thread and open its data again; pglite-crash.test.ts kills a whole process.
      async reopen(): Promise<SqlStore> {
        await store.close();
        store = pgliteStore({ dataDir, clock });
        return store;
      },
      beginTx: () => openTransaction(store.database),
      dispose: () => rm(folder, { recursive: true, force: true }),
    };
  },
});

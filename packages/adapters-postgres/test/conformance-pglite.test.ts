import { manualClock, storeConformance } from '@nightshift/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { sqlStore } from '../src/sql-store.js';
import { openTransaction } from './support/open-transaction.js';
import { freshSchema } from './support/postgres.js';
import { SharedPglite } from './support/shared-pglite.js';

let shared: SharedPglite;
beforeAll(async () => void (shared = await SharedPglite.start()));
afterAll(() => shared.stop());

storeConformance({
  name: 'pglite',
  describe,
  it,
  beforeAll,
  afterAll,
  without: [{ power: 'connect', reason: 'one process at a time opens the data directory' }],
  async createStore() {
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const options = { schema: freshSchema(), migrate: true, notifications: true, clock };
    const store = sqlStore(shared, options);
    return {
      store,
      clock,
      // One process cannot drop a database thread without closing it; pglite-crash.test.ts kills a whole process.
      async reopen() {
        shared = await shared.restarted();
        return sqlStore(shared, options);
      },
      beginTx: () => openTransaction(store.database),
      dispose: async () => {},
    };
  },
});

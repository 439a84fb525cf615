import { manualClock, storeConformance } from '@nightshift/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { openTransaction } from './support/open-transaction.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

storeConformance({
  name: 'postgres (node-postgres)',
  describe,
  it,
  beforeAll,
  afterAll,
  async createStore() {
    const schema = freshSchema();
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const pool = testPool({ max: 8 });
    const connect = async () => postgresStore({ pool, schema, clock });
    const store = postgresStore({ pool, schema, clock });
    return {
      store,
      clock,
      connect,
      reopen: connect,
      beginTx: () => openTransaction(store.database),
      async dispose() {
        await pool.end();
        await dropSchema(schema);
      },
    };
  },
});

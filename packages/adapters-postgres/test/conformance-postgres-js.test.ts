import { manualClock, storeConformance } from '@nightshift/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { postgresStore } from '../src/index.js';
import { openTransaction } from './support/open-transaction.js';
import { dropSchema, freshSchema } from './support/postgres.js';

storeConformance({
  name: 'postgres (postgres.js)',
  describe,
  it,
  beforeAll,
  afterAll,
  async createStore() {
    const schema = freshSchema();
    const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
    const sql = postgres(inject('postgresUrl'), { max: 8, onnotice: () => {} });
    const connect = async () => postgresStore({ sql, schema, clock });
    const store = postgresStore({ sql, schema, clock });
    return {
      store,
      clock,
      connect,
      reopen: connect,
      beginTx: () => openTransaction(store.database),
      async dispose() {
        await sql.end();
        await dropSchema(schema);
      },
    };
  },
});

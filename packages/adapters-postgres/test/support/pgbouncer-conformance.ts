import { manualClock, storeConformance, type Without } from '@nightshift/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { postgresStore, type PostgresAccess } from '../../src/index.js';
import { openTransaction } from './open-transaction.js';
import { hasPgBouncer, startPgBouncer, type PgBouncer } from './pgbouncer.js';
import { dropSchema, freshSchema } from './postgres.js';

/** A host whose connections all go by way of PgBouncer. */
interface PooledHost {
  readonly name: string;
  readonly without?: readonly Without[];
  /** What its stores are given, and how to end it. */
  connect(url: string): { readonly options: PostgresAccess & object; end(): Promise<unknown> };
}

/** Fewer sessions than a host has connections, so that they are shared; enough that one may wait for another. */
const SESSIONS = 4;

/** Runs the kit in transaction mode, in schemas that are made through the pooler as well. */
export function conformanceBehindPgBouncer({ name, without = [], connect }: PooledHost): void {
  describe.skipIf(!hasPgBouncer())('behind PgBouncer', () => {
    let bouncer: PgBouncer;
    beforeAll(async () => void (bouncer = await startPgBouncer({ poolSize: SESSIONS })));
    afterAll(() => bouncer.stop());

    storeConformance({
      name: `postgres (${name}) behind PgBouncer`,
      describe,
      it,
      beforeAll,
      afterAll,
      without,
      async createStore() {
        const schema = freshSchema();
        const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
        const { options, end } = connect(bouncer.url);
        const connectStore = async () => postgresStore({ ...options, schema, clock });
        const store = await connectStore();
        return {
          store,
          clock,
          connect: connectStore,
          reopen: connectStore,
          beginTx: () => openTransaction(store.database),
          async dispose() {
            await end();
            await dropSchema(schema);
          },
        };
      },
    });
  });
}

import { createJobs, defineJob, type Jobs } from '@nightshift/core';
import { Pool } from 'pg';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { postgresStore, type PostgresStoreOptions, type SqlStore } from '../src/index.js';
import { BlockedWorkers, LEASE_MS } from './support/blocked-worker.js';
import { hasPgBouncer, startPgBouncer, tracksPreparedStatements, type PgBouncer } from './support/pgbouncer.js';
import { dropSchema, freshSchema } from './support/postgres.js';
import { newRun } from './support/runs.js';

const direct = inject('postgresUrl');

describe.skipIf(!hasPgBouncer())('behind PgBouncer in transaction mode', () => {
  const schema = freshSchema();
  let bouncer: PgBouncer;
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    bouncer = await startPgBouncer({ poolSize: 3 });
    const store = postgresStore({ connectionString: direct, schema });
    await store.open();
    await store.close();
  });
  // The last that was made ends first.
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await bouncer.stop();
    await dropSchema(schema);
  });

  function pooled(url = bouncer.url): Pool {
    const pool = new Pool({ connectionString: url, max: 4 });
    ends.push(() => pool.end());
    return pool;
  }

  function postgresJs(url = bouncer.url, options: { readonly prepare?: boolean; readonly max?: number } = {}) {
    const sql = postgres(url, { max: 4, onnotice: () => {}, ...options });
    // Without a limit in seconds it can wait for ever after a connection was lost.
    ends.push(() => sql.end({ timeout: 1 }));
    return sql;
  }

  async function opened(options: PostgresStoreOptions): Promise<SqlStore> {
    const store = postgresStore({ schema, ...options });
    await store.open();
    ends.push(() => store.close());
    return store;
  }

  describe('an instance of postgres.js that prepares statements', () => {
    it.each([1, 8])('is refused, whose transactions could be rolled back in silence (%i connections)', (max) =>
      expect(opened({ sql: postgresJs(bouncer.url, { max }) })).rejects.toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringContaining('`prepare: false`') }),
      ),
    );

    it('is taken without a pooler', () => opened({ sql: postgresJs(direct) }));
  });

  const habits = tracksPreparedStatements() ? [{ max_prepared_statements: 0 }, {}] : [{}];
  it.each(habits)('no statement depends on one that was prepared (%o)', async (settings) => {
    const own = await startPgBouncer({ poolSize: 2, settings });
    ends.push(() => own.stop());
    for (const access of [{ pool: pooled(own.url) }, { sql: postgresJs(own.url, { prepare: false }) }]) {
      const store = await opened({ ...access, notifications: false });
      const ids = await Promise.all(
        Array.from({ length: 20 }, async () => (await store.enqueue([newRun()]))[0]?.runId),
      );
      expect(await store.read.get(ids.map(String))).toHaveLength(20);
    }
  });

  it('a setting that the pooler does not pass on is named', async () => {
    const pool = new Pool({ connectionString: bouncer.url, statement_timeout: 1_000 });
    ends.push(() => pool.end());
    await expect(opened({ pool })).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_UNREACHABLE', message: expect.stringContaining('statement_timeout') }),
    );
  });

  it('stores that open together migrate once', async () => {
    const fresh = freshSchema();
    ends.push(() => dropSchema(fresh));
    await Promise.all(Array.from({ length: 8 }, () => opened({ pool: pooled(), schema: fresh, notifications: false })));
    await opened({ sql: postgresJs(bouncer.url, { prepare: false }), schema: fresh, migrate: false });
  });

  describe.each(['node-postgres', 'postgres.js'])('notifications (%s)', (driver) => {
    const access = (): PostgresStoreOptions =>
      driver === 'node-postgres' ? { pool: pooled() } : { sql: postgresJs(bouncer.url, { prepare: false }) };

    it('do not get through, and say so', async () => {
      const store = await opened(access());
      const { live, unsubscribe } = await store.notifications!.subscribe(() => undefined);
      expect(live).toBe(false);
      await unsubscribe();
    });

    it('arrive by a direct connection', async () => {
      const store = await opened({ ...access(), directConnectionString: direct });
      let heard: () => void = () => undefined;
      const queued = new Promise<void>((resolve) => (heard = resolve));
      const { live, unsubscribe } = await store.notifications!.subscribe(() => heard());
      expect(live).toBe(true);
      await (await opened({ pool: pooled() })).enqueue([newRun()]);
      await queued;
      await unsubscribe();
    });
  });

  it(
    'workers that hear nothing share work, obey a cancel, and outlive a pooler that dies',
    { timeout: 60_000 },
    async () => {
      const own = await startPgBouncer({ poolSize: 3 });
      ends.push(() => own.stop());
      const fresh = freshSchema();
      ends.push(() => dropSchema(fresh));
      let began: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (began = resolve));
      const hold = defineJob({
        name: 'hold',
        description: 'Runs until it is cancelled.',
        async run(ctx) {
          began();
          await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
          ctx.signal.throwIfAborted();
        },
      });
      const step = defineJob({
        name: 'step',
        description: 'Saves a checkpoint.',
        retry: { attempts: 10, backoff: () => 50 },
        async run(ctx) {
          await ctx.checkpoint.save(1);
          return ctx.run.id;
        },
      });
      const clients: Jobs<typeof hold | typeof step, unknown>[] = [
        { pool: pooled(own.url) },
        { sql: postgresJs(own.url, { prepare: false }) },
      ].map((access) =>
        createJobs({ jobs: [hold, step], store: postgresStore({ ...access, schema: fresh, notifications: false }) }),
      );
      const [first, second] = [clients[0]!, clients[1]!];
      const runIds = (await first.enqueueMany(Array.from({ length: 300 }, () => ({ job: step })))).map(
        ({ runId }) => runId,
      );
      const cancelled = await second.enqueue(hold);
      for (const client of clients) await client.worker({ concurrency: 10, lease: 5_000, poll: 50 }).start();
      await held;
      await second.cancel(cancelled.runId);
      await first.wait(runIds.slice(0, 50));
      await own.restart();
      const states = (await second.wait(runIds)).map(({ state }) => state);
      expect(new Set(states)).toEqual(new Set(['success']));
      expect((await first.wait([cancelled.runId]))[0]?.state).toBe('cancelled');
      await Promise.all(clients.map((client) => client.close()));
    },
  );

  describe('the renewal thread', () => {
    let store: SqlStore;
    const workers = new BlockedWorkers(() => store);
    beforeAll(async () => {
      store = postgresStore({ connectionString: direct, schema });
      await store.open();
    });
    afterEach(() => workers.killAll());
    afterAll(() => store.close());

    it('renews by way of the pooler', async () => {
      const { runId, said } = await workers.start({ connectionString: bouncer.url, schema, blockMs: 7 * LEASE_MS });
      await workers.renewed(runId);
      const { line, taken } = await workers.reapUntil(said());
      expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    });

    it('renews by a direct connection while transactions hold every session of the pooler', async () => {
      const tight = await startPgBouncer({ poolSize: 2 });
      ends.push(() => tight.stop());
      const { runId, said } = await workers.start({
        connectionString: tight.url,
        directConnectionString: direct,
        schema,
        blockMs: 7 * LEASE_MS,
        job: 'starve',
      });
      await workers.renewed(runId);
      const { line, taken } = await workers.reapUntil(said());
      expect([line, taken]).toEqual([{ event: 'settled', runId, state: 'success' }, []]);
    });
  });
});

import { Pool, type PoolClient } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { postgresStore, type NodePostgresPool, type NodePostgresResult, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';
import { callEveryVerb } from './support/every-verb.js';
import { claimOf, leaseOf, LONG_MS, newRuns, succeeded } from './support/runs.js';

/**
 * What PgBouncer makes of a connection in transaction mode, on a real server: every transaction goes to another session,
 * and the session forgets everything after it.
 */
class ForgetfulPool implements NodePostgresPool {
  readonly sessions: Pool;
  readonly options: object;
  readonly used = new Set<number>();
  #next = 0;
  #clients: PoolClient[] = [];

  constructor(connectionString: string, size: number) {
    this.sessions = new Pool({ connectionString, max: size });
    this.options = { connectionString };
  }

  async start(): Promise<void> {
    const { max } = this.sessions.options;
    this.#clients = await Promise.all(Array.from({ length: max }, () => this.sessions.connect()));
  }

  async query(text: string, values?: unknown[]): Promise<NodePostgresResult> {
    return (await this.#nextSession()).query(text, values);
  }

  connect(done: Parameters<NodePostgresPool['connect']>[0]): void {
    this.#nextSession().then(
      (client) => done(undefined, client),
      (error: unknown) => done(error as Error, undefined),
    );
  }

  async #nextSession() {
    const index = this.#next++ % this.#clients.length;
    const client = this.#clients[index]!;
    await client.query('discard all');
    this.used.add(index);
    return { query: (text: string, values?: unknown[]) => client.query(text, values), release: () => {} };
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.release();
    await this.sessions.end();
  }

  on(): void {}
  off(): void {}
}

const schema = freshSchema();
const otherSchema = freshSchema();
let pool: ForgetfulPool;
let store: SqlStore;

beforeAll(async () => {
  pool = new ForgetfulPool(inject('postgresUrl'), 3);
  await pool.start();
  store = postgresStore({ pool, schema, notifications: false });
  await store.open();
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await dropSchema(schema);
  await dropSchema(otherSchema);
});

it('every verb works when each call meets another session that knows nothing', async () => {
  expect(store.notifications).toBeUndefined();
  await callEveryVerb(store);
  expect(await store.workers.dead()).toEqual([]);
  await store.read.backlog();
  expect(pool.used.size).toBe(3);
});

it('a session keeps no prepared statement, advisory lock, listening channel or setting', async () => {
  const single = testPool({ max: 1 });
  const left = `
    select (select count(*)::int from pg_prepared_statements where name <> '') as prepared,
           (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
           (select count(*)::int from pg_listening_channels()) as channels,
           (select array_agg(name || '=' || setting order by name) from pg_settings where source = 'session') as settings`;
  const before = (await single.query(left)).rows;
  const other = postgresStore({ pool: single, schema: otherSchema });
  await other.open();
  await other.enqueue(newRuns(3));
  const runs = await other.claim(claimOf(2));
  await other.extend(runs.map(leaseOf), LONG_MS);
  await other.promote(1);
  await other.settle(runs.map((run) => succeeded(run)));
  expect((await single.query(left)).rows).toEqual(before);
  await other.close();
  await single.end();
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@nightshift/core';
import { pgliteStore, postgresStore } from '@nightshift/adapters-postgres';
import { redisStore } from '@nightshift/adapters-redis';
import pg from 'pg';
import { postgresEngine } from '../../queue/engines/postgres.js';
import { redisEngine } from '../../queue/engines/redis.js';
import { quantile } from '../../queue/statistics.js';
import type { EngineName } from '../costs.js';
import { parentOf, threadsMs, treeMs } from './processor-time.js';

/** An engine whose calls are measured. */
export interface MeasuredEngine {
  readonly name: EngineName;
  /** Version and settings. */
  readonly server: string;
  /** Another store on the same data, not open yet. An embedded engine has one. */
  store(): Store<unknown>;
  /** Processor time that the engine has taken so far. */
  serverMs(): Promise<number>;
  /** Processor time that this process has taken so far for itself. */
  clientMs(): Promise<number>;
  /** Whether a call waits until its changes are on disk. */
  waitsForFlush(call: () => Promise<unknown>): Promise<boolean>;
  /** Milliseconds of one flush of the log; null where no call waits for one. */
  flushMs(): Promise<number | null>;
  /** Locks the first runs in line, as claims under way do, until the answer is called. */
  lockRuns(count: number): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Starts an engine of this program's own with its default durability. */
export function startEngine(name: EngineName): Promise<MeasuredEngine> {
  return { postgres: startPostgres, pglite: startPglite, redis: startRedis }[name]();
}

/** Where several processes can reach a new place of an engine. */
export async function startPlace(name: 'postgres' | 'redis'): Promise<{ url: string; close(): Promise<void> }> {
  const engine = name === 'postgres' ? postgresEngine() : redisEngine('appendonly everysec');
  const missing = await engine.missing();
  if (missing !== null) throw new Error(`${name} cannot be measured here: ${missing}`);
  const ground = await engine.ground();
  return {
    url: ground.place.url ?? '',
    async close() {
      await ground.close();
      await engine.close();
    },
  };
}

async function startPostgres(): Promise<MeasuredEngine> {
  const engine = postgresEngine();
  const ground = await engine.ground();
  const connectionString = ground.place.url ?? '';
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  await admin.query('alter system set track_wal_io_timing = on');
  await admin.query('select pg_reload_conf()');
  const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
  const server = await parentOf(rows[0]?.pid ?? 0);
  if (server === undefined) throw new Error('The server of the backend cannot be told: /proc is needed.');
  return {
    name: 'postgres',
    server: ground.server,
    store: () => postgresStore({ connectionString }),
    serverMs: () => treeMs(server),
    clientMs: processMs,
    async waitsForFlush(call) {
      const before = await flushedTo(admin);
      await call();
      return (await flushedTo(admin)) !== before;
    },
    flushMs: () => timeOfFlush(admin),
    async lockRuns(count) {
      await admin.query('begin');
      await admin.query(
        `select id from nightshift.run where state = 'queued' and limit_key is null
          order by priority desc, run_at, id limit $1 for no key update`,
        [count],
      );
      return async () => void (await admin.query('rollback'));
    },
    async close() {
      await admin.end();
      await ground.close();
      await engine.close();
    },
  };
}

async function flushedTo(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query<{ at: string }>('select pg_current_wal_flush_lsn()::text as at');
  return rows[0]?.at ?? '';
}

/** The server's own measure of its flushes: the median of many means, for a disk that others use as well has bad moments. */
async function timeOfFlush(admin: pg.Client): Promise<number> {
  await admin.query('create table flush_probe (id int)');
  const means: number[] = [];
  while (means.length < 15) {
    const before = await flushesOf(admin);
    for (let commits = 0; commits < 30; commits += 1) await admin.query('insert into flush_probe values (1)');
    const after = await flushesOf(admin);
    means.push((after.ms - before.ms) / (after.count - before.count));
  }
  await admin.query('drop table flush_probe');
  return quantile(
    means.sort((a, b) => a - b),
    0.5,
  );
}

async function flushesOf(admin: pg.Client): Promise<{ count: number; ms: number }> {
  // A session's share reaches the shared counters about once a second, or when it is told to.
  await admin.query('select pg_stat_force_next_flush()');
  const { rows } = await admin.query<{ count: string; ms: number }>(
    `select sum(fsyncs) as count, sum(fsync_time) as ms from pg_stat_io where object = 'wal' and backend_type = 'client backend'`,
  );
  return { count: Number(rows[0]?.count ?? 0), ms: rows[0]?.ms ?? 0 };
}

async function processMs(): Promise<number> {
  const { main, others } = await threadsMs(process.pid);
  return main + others;
}

const noFlush = { waitsForFlush: () => Promise.resolve(false), flushMs: () => Promise.resolve(null) };

async function startPglite(): Promise<MeasuredEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-fleet-'));
  const manifest = new URL('../../../packages/adapters-postgres/package.json', import.meta.url);
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: Record<string, string> };
  const store = pgliteStore({ dataDir: join(folder, 'data') });
  return {
    name: 'pglite',
    server: `PGlite ${dependencies['@electric-sql/pglite'] ?? ''}, in a folder`,
    store: () => store,
    // The database is a thread of this process; what collects garbage for both is counted with it.
    serverMs: async () => (await threadsMs(process.pid)).others,
    clientMs: async () => (await threadsMs(process.pid)).main,
    ...noFlush,
    lockRuns: () => Promise.resolve(() => Promise.resolve()),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function startRedis(): Promise<MeasuredEngine> {
  const engine = redisEngine('appendonly everysec');
  const missing = await engine.missing();
  if (missing !== null) throw new Error(`Redis cannot be measured here: ${missing}`);
  const ground = await engine.ground();
  const url = ground.place.url ?? '';
  return {
    name: 'redis',
    server: `Redis ${ground.server}`,
    store: () => redisStore({ url }),
    serverMs: async () => (await ground.cpuMs()) ?? Number.NaN,
    clientMs: processMs,
    ...noFlush,
    lockRuns: () => Promise.resolve(() => Promise.resolve()),
    async close() {
      await ground.close();
      await engine.close();
    },
  };
}

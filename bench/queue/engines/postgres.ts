import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { embeddedPostgres } from '../../../packages/adapters-postgres/test/support/embedded-postgres.js';
import type { Engine, Ground } from './engine.js';
import { freePort } from './free-port.js';

// What decides how dear a commit is; all at their defaults.
const SETTINGS = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_connections'];

const SERVER_STOPS = '57P01';

interface Server {
  readonly url: string;
  readonly description: string;
  readonly admin: pg.Pool;
  stop(): Promise<void>;
}

/** One PostgreSQL server of the benchmark's own with its default durability; each measurement has a database of its own. */
export function postgresEngine(): Engine {
  let server: Promise<Server> | undefined;
  let databases = 0;
  return {
    title: 'PostgreSQL, default durability',
    shared: true,
    missing: () => Promise.resolve(null),
    async ground() {
      server ??= startServer();
      return newDatabase(await server, `bench_${String(++databases)}`);
    },
    async close() {
      await (await server)?.stop();
    },
  };
}

async function newDatabase({ url, admin, description }: Server, name: string): Promise<Ground> {
  await admin.query(`create database "${name}"`);
  await admin.query('checkpoint');
  return {
    place: { url: url.replace(/\/postgres$/, `/${name}`), space: 'bench' },
    server: description,
    // The server's processes come and go with their connections, so that no counter of theirs is whole.
    cpuMs: () => Promise.resolve(null),
    async bytes() {
      const { rows } = await admin.query<{ bytes: string }>('select pg_database_size($1) as bytes', [name]);
      return Number(rows[0]?.bytes ?? Number.NaN);
    },
    async close() {
      await admin.query(`drop database "${name}" with (force)`);
    },
  };
}

async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  // As root the server gets a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const EmbeddedPostgres = await embeddedPostgres(folder);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  // A connection that is being closed may still hear that the server stops.
  admin.on('error', (error: Error & { code?: string }) => {
    if (error.code !== SERVER_STOPS) throw error;
  });
  return {
    url,
    admin,
    description: await describe(admin),
    async stop() {
      await admin.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function describe(admin: pg.Pool): Promise<string> {
  const shown = await Promise.all(
    ['server_version', ...SETTINGS].map(async (name) => {
      const { rows } = await admin.query<Record<string, string>>(`show ${name}`);
      return { name, value: rows[0]?.[name] ?? 'unknown' };
    }),
  );
  const [version, ...settings] = shown;
  return [version?.value, ...settings.map(({ name, value }) => `${name} ${value}`)].join(', ');
}

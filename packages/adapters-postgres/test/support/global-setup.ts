import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { embeddedPostgres } from './embedded-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for tests, one for the whole run. */
    postgresUrl: string;
    /** A folder for what test files of one run share. */
    sharedFolder: string;
  }
}

/** Starts PostgreSQL for the whole run, or takes the one that `DATABASE_URL` names. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-tests-'));
  const given = process.env['DATABASE_URL'];
  const server = given === undefined ? await startServer(await mkdtemp(join(tmpdir(), 'nightshift-postgres-'))) : given;
  project.provide('sharedFolder', folder);
  project.provide('postgresUrl', typeof server === 'string' ? server : server.url);
  return async () => {
    if (typeof server !== 'string') await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function startServer(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  // As root the server gets a user of its own, who must be able to enter.
  await chmod(folder, 0o755);
  const EmbeddedPostgres = await embeddedPostgres(folder);
  const port = await freePort();
  const said: unknown[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root, so in a container it gets a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=200'],
    onLog: (line) => said.push(line),
    onError: (line) => said.push(line),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL for tests does not start; set DATABASE_URL to use one of yours.\n${said.join('\n')}`, {
      cause: error,
    });
  }
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

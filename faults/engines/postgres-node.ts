import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { embeddedPostgres } from '../../packages/adapters-postgres/test/support/embedded-postgres.js';

const LOOK_MS = 20;

export type EmbeddedPostgres = Awaited<ReturnType<typeof embeddedPostgres>>;

interface NodeOptions {
  readonly databaseDir: string;
  readonly port: number;
  /** Further settings, by name. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly onLog?: (line: string) => void;
}

/** A server process on a data directory; nothing is started yet. */
export function nodeIn(
  Embedded: EmbeddedPostgres,
  { databaseDir, port, settings = {}, onLog = () => undefined }: NodeOptions,
): InstanceType<EmbeddedPostgres> {
  // A process that dies takes nothing along that it wrote: only a machine that dies would.
  const all = { fsync: 'off', max_connections: 200, ...settings };
  return new Embedded({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog,
    onError: () => undefined,
  });
}

export function urlOf(port: number): string {
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}

/** Ends a server by a signal to its first process, and waits until that is gone. */
export async function killPostmaster(databaseDir: string, signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
  const [pid = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), signal);
  while (isAlive(Number(pid))) await wait(LOOK_MS);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import { freePort } from './free-port.js';

/** A PgBouncer in front of the test server. */
export interface PgBouncer {
  /** The address of the test database by way of it. */
  readonly url: string;
  /** Ends it as a crash does, and starts it again at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** How many sessions of the server all clients share. */
  readonly poolSize: number;
  /** Further settings of its configuration file. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const PROGRAM = 'pgbouncer';
// Where Debian puts it, which is on the path of root alone.
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** The version on this machine; null where there is none. */
const pgBouncerVersion = installedVersion();

/** Says so once, where tests with PgBouncer are left out. */
export function hasPgBouncer(): boolean {
  if (pgBouncerVersion === null) console.log('Tests behind PgBouncer are skipped: no pgbouncer is on the PATH.');
  return pgBouncerVersion !== null;
}

/** Whether it keeps track of prepared statements, which came with 1.21. */
export function tracksPreparedStatements(): boolean {
  const [major = 0, minor = 0] = pgBouncerVersion ?? [];
  return major > 1 || minor >= 21;
}

/**
 * Starts one in transaction mode. Sessions take turns, so that two transactions of a client rarely meet the same one.
 */
export async function startPgBouncer({ poolSize, settings = {} }: PgBouncerOptions): Promise<PgBouncer> {
  const port = await freePort();
  const folder = await mkdtemp(join(inject('sharedFolder'), 'pgbouncer-'));
  const file = join(folder, 'pgbouncer.ini');
  const server = new URL(inject('postgresUrl'));
  await writeFile(file, configuration(server, { listen_port: port, default_pool_size: poolSize, ...settings }));
  await openToAll(folder);
  let child = await run(file);
  const url = new URL(server);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async restart() {
      await kill(child);
      child = await run(file);
    },
    stop: () => kill(child),
  };
}

async function run(file: string): Promise<ChildProcess> {
  const child = spawn(PROGRAM, [...asNobody(), file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await untilUp(child);
  return child;
}

function configuration(server: URL, settings: Readonly<Record<string, string | number>>): string {
  const to = { host: server.hostname, port: server.port || '5432', user: server.username, password: server.password };
  const target = Object.entries(to).map(([name, value]) => `${name}=${decodeURIComponent(value)}`);
  const all = {
    listen_addr: '127.0.0.1',
    unix_socket_dir: '',
    // Whoever comes is the user of the line above.
    auth_type: 'any',
    pool_mode: 'transaction',
    server_round_robin: 1,
    max_client_conn: 500,
    ...settings,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  return ['[databases]', `* = ${target.join(' ')}`, '[pgbouncer]', ...lines, ''].join('\n');
}

// It refuses to run as root, and who it becomes has to read its file.
function asNobody(): string[] {
  return process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
}

async function openToAll(folder: string): Promise<void> {
  await chmod(inject('sharedFolder'), 0o755);
  await chmod(folder, 0o755);
}

/** Waits for the line that says that it listens. */
async function untilUp(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error('Expected to hear pgbouncer; its error output is closed');
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    said.push(line);
    if (!line.includes('process up')) continue;
    // What it says from here on is of no interest, but a full pipe would stop it.
    child.stderr.resume();
    return;
  }
  throw new Error(`pgbouncer does not start:\n${said.join('\n')}`);
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function installedVersion(): number[] | null {
  try {
    const said = execFileSync(PROGRAM, ['--version'], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return /\d+(\.\d+)*/.exec(said)?.[0].split('.').map(Number) ?? null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

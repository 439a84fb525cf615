import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import type { Engine, Ground } from './engine.js';
import { freePort } from './free-port.js';

const PROGRAMS = ['redis-server', 'valkey-server'];

/** How a server keeps what it is told. */
export type Persistence = 'appendonly everysec' | 'persistence off';

/** A Redis or Valkey server of the benchmark's own, started anew for each measurement. */
export function redisEngine(persistence: Persistence): Engine {
  return {
    title: `Redis, ${persistence}`,
    shared: true,
    async missing() {
      return (await serverProgram()) === null ? `there is no ${PROGRAMS.join(' or ')} on the PATH` : null;
    },
    ground: () => startGround(persistence),
    close: () => Promise.resolve(),
  };
}

async function startGround(persistence: Persistence): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  const port = await freePort();
  const server = spawn((await serverProgram()) ?? '', serverArguments({ folder, port, persistence }), {
    stdio: 'ignore',
  });
  const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', ignoreWhileStarting);
  const info = await Promise.race([redis.info(), endedEarly(server)]);
  return {
    place: { url: `redis://127.0.0.1:${port}`, space: 'bench' },
    server: await describe(redis, info),
    async cpuMs() {
      const cpu = await redis.info('cpu');
      return 1_000 * (field(cpu, 'used_cpu_user') + field(cpu, 'used_cpu_sys'));
    },
    bytes: async () => field(await redis.info('memory'), 'used_memory_dataset'),
    async close() {
      redis.disconnect();
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serverArguments(options: { folder: string; port: number; persistence: Persistence }): string[] {
  const settings = {
    port: String(options.port),
    bind: '127.0.0.1',
    dir: options.folder,
    save: '',
    appendonly: options.persistence === 'appendonly everysec' ? 'yes' : 'no',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function describe(redis: Redis, info: string): Promise<string> {
  const [, version = 'unknown'] = /(?:valkey|redis)_version:(\S+)/.exec(info) ?? [];
  const settings = await Promise.all(
    ['appendonly', 'appendfsync', 'save', 'maxmemory-policy', 'io-threads'].map(async (name) => {
      const [, value = ''] = (await redis.config('GET', name)) as string[];
      return `${name} ${value === '' ? 'none' : value}`;
    }),
  );
  return `${version}, ${settings.join(', ')}`;
}

function field(info: string, name: string): number {
  return Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1] ?? Number.NaN);
}

function ignoreWhileStarting(error: Error): void {
  if (!('code' in error) || error.code !== 'ECONNREFUSED') throw error;
}

async function endedEarly(server: ChildProcess): Promise<never> {
  const [code] = (await once(server, 'exit')) as [number | null];
  throw new Error(`The Redis server for the benchmark ended with code ${String(code)} before it could be used.`);
}

async function serverProgram(): Promise<string | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const path of PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)))) {
    if (await isExecutable(path)) return path;
  }
  return null;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

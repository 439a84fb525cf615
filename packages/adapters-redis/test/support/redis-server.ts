import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { redisProgram } from './redis-program.js';
import { ServerProcess } from './server-process.js';

/** A Redis server of this process's own, on the loopback address. Whoever starts it stops it. */
export interface RedisServer {
  readonly port: number;
  /** The address, by way of another port when one is given. */
  url(port?: number): string;
  /** Ends it by `kill -9`. */
  crash(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Lets it stand still, or go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when it has printed a line like this since it was started last. */
  said(pattern: RegExp): Promise<void>;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** A free one unless given. */
  readonly port?: number;
  /**
   * When what was written reaches the disk. With `always`, the default here, whatever was answered is in the file; with
   * Redis's own `everysec` a server that is killed can lose the answers of up to two seconds.
   */
  readonly fsync?: 'always' | 'everysec';
  /** Further settings, as pairs of name and value. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
}

/** Starts a server that writes every change to its file, and never evicts a key. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-redis-'));
  const port = options.port ?? (await freePort());
  const settings = [
    ['bind', '127.0.0.1'],
    ['port', String(port)],
    ['dir', folder],
    ['save', ''],
    ['appendonly', 'yes'],
    ['appendfsync', options.fsync ?? 'always'],
    ['maxmemory-policy', 'noeviction'],
    ...(options.settings ?? []),
  ];
  const command = [redisProgram(), ...settings.flatMap(([name, value]) => [`--${name ?? ''}`, value ?? ''])];
  const launch = async (): Promise<ServerProcess> => {
    const launched = new ServerProcess(command, folder);
    await launched.said(/Ready to accept connections/);
    return launched;
  };
  let server = await launch();
  return {
    port,
    url: (at = port) => `redis://127.0.0.1:${at}`,
    crash: () => server.kill(),
    async start() {
      server = await launch();
    },
    signal: (signal) => server.signal(signal),
    said: (pattern) => server.said(pattern),
    async stop() {
      await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

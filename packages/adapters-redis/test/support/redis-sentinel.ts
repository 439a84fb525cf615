import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { redisProgram } from './redis-program.js';
import { startRedis, type RedisServer } from './redis-server.js';
import { ServerProcess } from './server-process.js';

/** After so long without a word the sentinels take the primary for dead. */
const DOWN_AFTER_MS = 500;

/** A primary with a replica, and sentinels that put the replica in its place when it dies. */
export interface RedisSentinel {
  /** What the sentinels call the primary. */
  readonly name: string;
  readonly sentinels: readonly { readonly host: string; readonly port: number }[];
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  /** Ends the primary by `kill -9`, and resolves once the replica is the primary. Once only. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisSentinel(options: { readonly sentinels?: 1 | 3 } = {}): Promise<RedisSentinel> {
  const name = 'jobs';
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-sentinel-'));
  const primary = await startRedis();
  const replica = await startRedis({ settings: [['replicaof', `127.0.0.1 ${primary.port}`]] });
  await replica.said(/MASTER <-> REPLICA sync: Finished with success/);
  const quorum = (options.sentinels ?? 1) === 1 ? 1 : 2;
  const launched = await Promise.all(
    Array.from({ length: options.sentinels ?? 1 }, () => startSentinel(folder, { name, quorum, port: primary.port })),
  );
  await Promise.all(launched.map(({ process }) => process.said(/\+slave slave/)));
  return {
    name,
    sentinels: launched.map(({ port }) => ({ host: '127.0.0.1', port })),
    primary,
    replica,
    async failOver() {
      await primary.crash();
      await Promise.all(launched.map(({ process }) => process.said(/\+switch-master/)));
    },
    async stop() {
      await Promise.all(launched.map(({ process }) => process.kill()));
      await Promise.all([primary.stop(), replica.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Watched {
  readonly name: string;
  readonly quorum: number;
  readonly port: number;
}

/** A sentinel writes its findings into its settings, so it needs a file of its own. */
async function startSentinel(folder: string, watched: Watched): Promise<{ port: number; process: ServerProcess }> {
  const { name, quorum } = watched;
  const port = await freePort();
  const file = join(folder, `sentinel-${port}.conf`);
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${folder}`,
    `sentinel monitor ${name} 127.0.0.1 ${watched.port} ${quorum}`,
    `sentinel down-after-milliseconds ${name} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${name} 10000`,
  ];
  await writeFile(file, `${settings.join('\n')}\n`);
  const process = new ServerProcess([redisProgram(), file, '--sentinel'], folder);
  await process.said(/\+monitor master/);
  return { port, process };
}

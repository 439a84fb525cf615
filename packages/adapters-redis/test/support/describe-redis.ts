import { Redis } from 'ioredis';
import { describe } from 'vitest';
import { whyNoProgram } from './redis-program.js';
import { startRedis } from './redis-server.js';

/** `describe` for tests that start, stop and kill servers of their own; skips them with the reason where that cannot be. */
export const describeServers = unless(whyNoProgram());

/** `describe` for tests that the Redis of `REDIS_URL` does for, a version that is not on the PATH say. */
export const describeRedis = unless(process.env['REDIS_URL'] === undefined ? whyNoProgram() : undefined);

/** A server for tests that keep to prefixes of theirs. */
export interface TestRedis {
  readonly url: string;
  /** Kills it and starts it again, where it is this process's own. */
  restart(): Promise<void>;
  /** Deletes the keys of a store. */
  clear(prefix: string): Promise<void>;
  stop(): Promise<void>;
}

/** The Redis of `REDIS_URL`, or one of this file's own. */
export async function redisForTests(): Promise<TestRedis> {
  const url = process.env['REDIS_URL'];
  if (url !== undefined) return { url, restart: nothing, clear: (prefix) => clear(url, prefix), stop: nothing };
  const server = await startRedis();
  return {
    url: server.url(),
    async restart() {
      await server.crash();
      await server.start();
    },
    clear: nothing,
    stop: () => server.stop(),
  };
}

const nothing = (): Promise<void> => Promise.resolve();

async function clear(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `{${prefix}}:*` })) {
    if ((keys as string[]).length > 0) await redis.unlink(keys as string[]);
  }
  redis.disconnect();
}

function unless(reason: string | undefined): (name: string, body: () => void) => void {
  if (reason === undefined) return (name, body) => void describe(name, body);
  return (name, body) => void describe.skip(`${name} (skipped: ${reason})`, body);
}

import { describe } from 'vitest';
import { whyNoProgram } from './redis-program.js';
import { startRedis } from './redis-server.js';

/** `describe` for tests that start, stop and kill servers of their own; skips them with the reason where that cannot be. */
export const describeServers = unless(whyNoProgram());

/** `describe` for tests that any Redis will do for: the one of `REDIS_URL`, or one of their own. */
export const describeRedis = unless(process.env['REDIS_URL'] === undefined ? whyNoProgram() : undefined);

/** The Redis of `REDIS_URL`, or a server of this file's own, for tests that restart nothing and keep to a prefix of theirs. */
export async function redisForTests(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const given = process.env['REDIS_URL'];
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const server = await startRedis();
  return { url: server.url(), stop: () => server.stop() };
}

function unless(reason: string | undefined): (name: string, body: () => void) => void {
  if (reason === undefined) return (name, body) => void describe(name, body);
  return (name, body) => void describe.skip(`${name} (skipped: ${reason})`, body);
}

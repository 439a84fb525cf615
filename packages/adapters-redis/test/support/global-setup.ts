import type { TestProject } from 'vitest/node';
import { whyNoProgram } from './redis-program.js';
import { startRedis } from './redis-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Redis server for tests that keep to a prefix of their own, one for the whole run; null where there is none. */
    redisUrl: string | null;
    /** Why there is none. */
    whyNoRedis: string;
  }
}

/** Starts Redis for the whole run, or takes the one that `REDIS_URL` names. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['REDIS_URL'];
  const reason = given === undefined ? whyNoProgram() : undefined;
  const server = given === undefined && reason === undefined ? await startRedis() : null;
  project.provide('redisUrl', given ?? server?.url() ?? null);
  project.provide('whyNoRedis', reason ?? '');
  return async () => server?.stop();
}

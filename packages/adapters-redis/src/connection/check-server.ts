import { NightshiftError } from '@nightshift/core';
import type { RedisConnection } from './redis-connection.js';

/** Of the keys and what is in them. A store of another layout is not touched. */
const LAYOUT = '3';
const OLDEST = [6, 2] as const;

/**
 * Looks at the server before anything is written to it.
 *
 * @throws NightshiftError `INVALID_OPTION` for a server that is too old or may evict keys, `MIGRATION_DRIFT` for a store of
 * another layout.
 */
export async function checkServer(connection: RedisConnection, layoutKey: string): Promise<void> {
  const [server, memory] = [await infoOf(connection, 'server'), await infoOf(connection, 'memory')];
  checkVersion(server.get('redis_version'));
  checkEviction(memory.get('maxmemory_policy'));
  await connection.call('setnx', [layoutKey, LAYOUT]);
  const layout = await connection.call('get', [layoutKey]);
  if (layout === LAYOUT) return;
  throw new NightshiftError(
    'MIGRATION_DRIFT',
    `The store at ${layoutKey} has layout ${String(layout)}, and this version of the library works with layout ${LAYOUT}`,
  );
}

async function infoOf(connection: RedisConnection, section: string): Promise<Map<string, string>> {
  const text = String(await connection.call('info', [section]));
  return new Map(text.split('\r\n').map((line) => line.split(/:(.*)/s, 2) as [string, string]));
}

function checkVersion(version: string | undefined): void {
  // A server that does not say, such as a proxy, is taken at its word.
  if (version === undefined) return;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `The redis store needs Redis 6.2 or later, or Valkey; this is ${version}`,
  );
}

/** Keys of a store have no time to live, so only a policy that takes any key can lose a run. */
function checkEviction(policy: string | undefined): void {
  if (policy === undefined || !policy.startsWith('allkeys')) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `The Redis server evicts any key when its memory is full (maxmemory-policy ${policy}), and runs with it. Set maxmemory-policy noeviction, or use a server that does.`,
  );
}

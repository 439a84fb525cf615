import type { RedisConnection } from './connection/redis-connection.js';
import { scriptError } from './script-error.js';

/** A script, and the digest that a server knows it by once it has run it. */
export interface Script {
  readonly sha: string;
  readonly lua: () => string;
}

export interface ScriptCall {
  /** The key of the store's mark of a move, after which the scripts name all others. */
  readonly moveKey: string;
  /** The time that the store obeys; null for the server's. */
  readonly now: number | null;
  readonly args: readonly string[];
}

export async function runScript(
  connection: RedisConnection,
  { sha, lua }: Script,
  { moveKey, now, args }: ScriptCall,
): Promise<unknown> {
  const given = ['1', moveKey, now === null ? '' : String(Math.floor(now)), ...args];
  try {
    return await connection.call('evalsha', [sha, ...given]);
  } catch (error) {
    // A server that has restarted, or a primary that was a replica, may not know it.
    if (scriptError(error, 'NOSCRIPT') === null) throw error;
    return connection.call('eval', [lua(), ...given]);
  }
}

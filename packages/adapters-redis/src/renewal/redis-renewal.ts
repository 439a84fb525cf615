import { ThreadRenewal, threadEntry } from '@nightshift/core/threads';
import type { RedisAccess } from '../connection/redis-access.js';
import { scripts } from '../lua.generated.js';
import type { RedisSession } from '../redis-session.js';
import type { RenewalThreadData } from './thread-connection.js';
import { threadPlan } from './thread-plan.js';

/** Renewal from a thread with a connection of its own to the same server. */
export function redisRenewal(session: RedisSession, access: RedisAccess): ThreadRenewal {
  return new ThreadRenewal({
    entry: threadEntry(import.meta.url, './renewal-thread'),
    clock: session.clock,
    start() {
      const plan = threadPlan(access);
      if ('refused' in plan) return plan;
      const { sha, lua } = scripts.extend;
      const moveKey = session.key('move');
      return { workerData: { plan, moveKey, sha, lua: lua() } satisfies RenewalThreadData };
    },
  });
}

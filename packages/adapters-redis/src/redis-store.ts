import { NightshiftError, type Clock, type Store } from '@nightshift/core';
import { IoredisConnection } from './connection/ioredis-connection.js';
import { makeClientOf, type RedisAccess } from './connection/redis-access.js';
import { RedisNotifications } from './notifications/redis-notifications.js';
import { RedisSession } from './redis-session.js';
import { refuseTx } from './refuse-tx.js';
import { redisRenewal } from './renewal/redis-renewal.js';
import { claim, reap } from './verbs/claim.js';
import { enqueue } from './verbs/enqueue.js';
import { jobStateStore } from './verbs/job-state.js';
import { cancelRequests, checkpoint, extend, release, report, settle } from './verbs/leases.js';
import { cancel, forget, promote, prune } from './verbs/lifecycle.js';
import { limitStore } from './verbs/limits.js';
import { runReader } from './verbs/reader.js';
import { scheduleStore } from './verbs/schedules.js';
import { spawn } from './verbs/spawn.js';
import { transferStore } from './verbs/transfer.js';
import { workerRegistry } from './verbs/workers.js';

export type RedisStoreOptions = RedisAccess & {
  /**
   * What the keys of the store begin with, in braces, so that a cluster keeps them together. Stores with different prefixes
   * share a server, or the nodes of a cluster, and know nothing of each other. `nightshift` unless given.
   */
  readonly prefix?: string;
  /** The time that the store obeys, for tests; the server's own unless given. */
  readonly clock?: Clock;
};

const PREFIX = /^[\w.:-]{1,64}$/;

/**
 * The store in Redis (6.2 or later) or Valkey: one server, behind Sentinel, or in a Cluster. Nothing is connected before it is
 * opened. It has no transactions to join, so `tx` does not compile.
 *
 * While a handler blocks the event loop, a thread renews its lease. It connects with a copy of the settings given here; where
 * there can be none, `renewal.unavailable` says why.
 *
 * @throws NightshiftError `INVALID_OPTION` for an address or a prefix that cannot be.
 *
 * @example
 * const jobs = createJobs({ jobs: [sendMail], store: redisStore({ url: 'redis://localhost:6379' }) });
 */
export function redisStore(options: RedisStoreOptions): Store {
  const { prefix = 'nightshift', clock } = options;
  if (!PREFIX.test(prefix)) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `redisStore: prefix: expected 1 to 64 letters, digits, or any of . : _ -, received ${JSON.stringify(prefix)}`,
    );
  }
  const session = new RedisSession(new IoredisConnection(makeClientOf(options)), { prefix, clock: clock ?? null });
  const renewal = redisRenewal(session, options);
  const notifications = new RedisNotifications(session);
  return {
    name: 'redis',
    exclusive: false,
    open: () => session.open(),
    close: async () => {
      await renewal.close();
      await notifications.stop();
      await session.close();
    },
    enqueue: async (runs, tx) => (refuseTx(tx), enqueue(session, runs)),
    claim: (request) => claim(session, request),
    spawn: (lease, runs) => spawn(session, lease, runs),
    extend: (leases, leaseMs) => extend(session, leases, leaseMs),
    cancelRequests: (runIds) => cancelRequests(session, runIds),
    report: (reports) => report(session, reports),
    checkpoint: async (lease, value, tx) => (refuseTx(tx), checkpoint(session, lease, value)),
    settle: async (settlements, tx) => (refuseTx(tx), settle(session, settlements)),
    release: (releases) => release(session, releases),
    cancel: (runIds, reason) => cancel(session, runIds, reason),
    promote: (limit) => promote(session, limit),
    reap: (request) => reap(session, request),
    prune: (request) => prune(session, request),
    forget: (runIds) => forget(session, runIds),
    read: runReader(session),
    schedules: scheduleStore(session),
    workers: workerRegistry(session),
    state: jobStateStore(session),
    limits: limitStore(session),
    transfer: transferStore(session),
    notifications,
    renewal,
  };
}

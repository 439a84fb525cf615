import type { Store } from '@nightshift/core';
import type { PostgresTransaction } from './connection/join-transaction.js';
import type { SqlConnection } from './connection/sql-connection.js';
import type { Database } from './database/database.js';
import { SqlNotifications } from './notifications/sql-notifications.js';
import { sqlRenewal } from './renewal/sql-renewal.js';
import { SqlSession, type SessionOptions } from './sql-session.js';
import { claim, reap } from './verbs/claim.js';
import { enqueue } from './verbs/enqueue.js';
import { jobStateStore } from './verbs/job-state.js';
import { cancelRequests, checkpoint, extend, release, report } from './verbs/leases.js';
import { cancel, forget, promote, prune } from './verbs/lifecycle.js';
import { limitStore } from './verbs/limits.js';
import { runReader } from './verbs/reader.js';
import { scheduleStore } from './verbs/schedules.js';
import { settle } from './verbs/settle.js';
import { spawn } from './verbs/spawn.js';
import { transferStore } from './verbs/transfer.js';
import { workerRegistry } from './verbs/workers.js';

/** A store in an SQL database, and the database itself for the host's own tables. */
export interface SqlStore extends Store<PostgresTransaction> {
  readonly database: Database;
}

/** The same store over any connection. */
export function sqlStore(connection: SqlConnection, options: SessionOptions): SqlStore {
  const session = new SqlSession(connection, options);
  const renewal = sqlRenewal(session, options);
  const notifications = session.channel === null ? null : new SqlNotifications(session, session.channel);
  return {
    name: connection.name,
    exclusive: connection.exclusive,
    database: connection.database,
    open: () => session.open(),
    close: async () => {
      await renewal?.close();
      await notifications?.stop();
      await session.close();
    },
    enqueue: (runs, { tx } = {}) => enqueue(session, runs, tx),
    claim: (request) => claim(session, request),
    spawn: (lease, runs) => spawn(session, lease, runs),
    extend: (leases, leaseMs) => extend(session, leases, leaseMs),
    cancelRequests: (runIds) => cancelRequests(session, runIds),
    report: (reports) => report(session, reports),
    checkpoint: (lease, value, { tx } = {}) => checkpoint(session, { lease, value, tx }),
    settle: (settlements, { tx } = {}) => settle(session, settlements, tx),
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
    ...(notifications !== null && { notifications }),
    ...(renewal !== null && { renewal }),
  };
}

import { NightshiftError, type Clock } from '@nightshift/core';
import type { SqlConnection } from './connection/sql-connection.js';
import { NodePostgresConnection } from './node-postgres/node-postgres-connection.js';
import type { NodePostgresPool } from './node-postgres/node-postgres-types.js';
import { PostgresJsConnection } from './postgres-js/postgres-js-connection.js';
import type { PostgresJs } from './postgres-js/postgres-js-types.js';
import { checkSchemaName } from './sql-names.js';
import { sqlStore, type SqlStore } from './sql-store.js';

// An idle worker looks every 15 to 30 s: a shorter time would have it connect anew for each look.
const IDLE_MS = 60_000;

/** How to reach the server, in one of three ways, and what to do there. */
export type PostgresStoreOptions = PostgresAccess & {
  /** The schema of the store's tables: `nightshift` unless given. Stores in different schemas know nothing of each other. */
  readonly schema?: string;
  /** False leaves the schema alone, and `open` refuses one that is behind. */
  readonly migrate?: boolean;
  /** False uses neither LISTEN nor NOTIFY: workers poll. */
  readonly notifications?: boolean;
  /**
   * A way to the server itself, past a pooler in transaction mode: such as `postgres://user:password@host/database`. Each process
   * listens on one connection to it, and renews leases by another while its event loop or its pool is blocked.
   */
  readonly directConnectionString?: string;
  /** The store's time; the server's own unless given. For tests. */
  readonly clock?: Clock;
};

export type PostgresAccess =
  | {
      /** A node-postgres `Pool` of the host's, which the host ends. */
      readonly pool: NodePostgresPool;
    }
  | {
      /** An instance of postgres.js of the host's, which the host ends. */
      readonly sql: PostgresJs;
    }
  | {
      /** Such as `postgres://user:password@host/database`; the store makes a node-postgres pool of its own, and ends it. */
      readonly connectionString: string;
    };

/**
 * A store on a PostgreSQL server, for any number of processes.
 *
 * It keeps no state in a session, so it works behind a pooler in transaction mode as well; notifications do not get through
 * there, which the store finds out, and workers poll, unless `directConnectionString` leads around the pooler. An instance of
 * postgres.js needs `prepare: false` behind any pooler.
 *
 * While a handler blocks the event loop, a thread renews its lease. It connects with a copy of the settings given here; where
 * there can be none, `renewal.unavailable` says why.
 *
 * @throws NightshiftError from `open`: `STORE_UNREACHABLE`, `MIGRATION_DRIFT`, `INVALID_OPTION` for an instance of postgres.js that
 * prepares statements behind a pooler.
 * @example
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL });
 * const jobs = createJobs({ jobs: [sendMail], store: postgresStore({ pool }) });
 */
export function postgresStore(options: PostgresStoreOptions): SqlStore {
  const { schema = 'nightshift', migrate = true, notifications = true, clock } = options;
  checkSchemaName(schema);
  return sqlStore(connectionTo(options), { schema, migrate, notifications, clock: clock ?? null });
}

function connectionTo(access: PostgresStoreOptions): SqlConnection {
  const given = ['pool', 'sql', 'connectionString'].filter((way) => Reflect.get(access, way) !== undefined);
  if (given.length !== 1) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `postgresStore: expected one of pool, sql and connectionString, received ${given.length === 0 ? 'none' : given.join(' and ')}`,
    );
  }
  const direct = access.directConnectionString ?? null;
  if ('sql' in access) return new PostgresJsConnection(access.sql, direct);
  if ('pool' in access) return new NodePostgresConnection(() => Promise.resolve(access.pool), { owned: false, direct });
  // Its idle connections, and the timers that end them, keep no process alive that forgets to close the store.
  const options = { connectionString: access.connectionString, allowExitOnIdle: true, idleTimeoutMillis: IDLE_MS };
  return new NodePostgresConnection(async () => new (await importPg()).Pool(options), { owned: true, direct });
}

// When a connection is first needed: a host that brings its own driver need not have this one.
async function importPg(): Promise<{ Pool: new (options: object) => NodePostgresPool }> {
  try {
    const { default: pg } = await import('pg');
    return pg;
  } catch (error) {
    throw new NightshiftError(
      'STORE_UNREACHABLE',
      'postgresStore({ connectionString }) connects with node-postgres, which is not installed: add the package "pg", or give a pool or sql of your own',
      { cause: error },
    );
  }
}

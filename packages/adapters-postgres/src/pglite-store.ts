import { NightshiftError, type Clock } from '@nightshift/core';
import { PgliteConnection } from './pglite/pglite-connection.js';
import { checkSchemaName } from './sql-names.js';
import { sqlStore, type SqlStore } from './sql-store.js';

export interface PgliteStoreOptions {
  /** A folder of the store's own, made when it is missing; without it, or with `memory://`, all is gone with the process. */
  readonly dataDir?: string;
  /** The schema of the store's tables: `nightshift` unless given. */
  readonly schema?: string;
  /** The store's time; the database's own unless given. For tests. */
  readonly clock?: Clock;
}

/**
 * A store in PGlite, a PostgreSQL inside this process: nothing to install, nothing to run beside it.
 *
 * The database has a thread of its own, so no query holds up the event loop. It has one connection: statements run one
 * after the other, renewals of leases first. One process at a time can open a data directory; a second one gets
 * `STORE_IN_USE`. What was acknowledged survives the process; PGlite does not wait for the disk, so a power failure may
 * take the last moments with it.
 *
 * @throws NightshiftError from `open`: `STORE_IN_USE`, `MIGRATION_DRIFT`, `STORE_UNREACHABLE` when the data does not open.
 * @example
 * const jobs = createJobs({ jobs: [sendMail], store: pgliteStore({ dataDir: '.nightshift' }) });
 */
export function pgliteStore({ dataDir, schema = 'nightshift', clock }: PgliteStoreOptions = {}): SqlStore {
  checkSchemaName(schema);
  if (dataDir === '')
    throw new NightshiftError('INVALID_OPTION', 'dataDir: expected the path of a folder, received an empty text');
  const connection = new PgliteConnection(dataDir === undefined || dataDir === 'memory://' ? {} : { dataDir });
  return sqlStore(connection, { schema, migrate: true, notifications: true, clock: clock ?? null });
}

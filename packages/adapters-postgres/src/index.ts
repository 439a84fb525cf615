// The stores
export { pgliteStore, type PgliteStoreOptions } from './pglite-store.js';
export { postgresStore, type PostgresAccess, type PostgresStoreOptions } from './postgres-store.js';
export type { SqlStore } from './sql-store.js';

// Joining the host's own transactions
export type { PostgresTransaction, QueryTransaction, UnsafeTransaction } from './connection/join-transaction.js';

// The database that a store lives in
export type { CopyTarget, Database, DatabaseTransaction, Queryable } from './database/database.js';

// What the stores need of a driver
export type { NodePostgresClient, NodePostgresPool, NodePostgresResult } from './node-postgres/node-postgres-types.js';
export type { PostgresJs, PostgresJsPending, PostgresJsQueries } from './postgres-js/postgres-js-types.js';

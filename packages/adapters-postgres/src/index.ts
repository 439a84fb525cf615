export { pgliteStore, type PgliteStore, type PgliteStoreOptions } from './pglite-store.js';
export type { CopyTarget, Database, DatabaseTransaction, Queryable } from './database/database.js';

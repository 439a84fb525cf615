import { bringUpToDate } from './migrate.js';
import { PgliteConnection } from './pglite/pglite-connection.js';
import { checkSchemaName } from './sql-names.js';

export function pgliteStore({
  dataDir,
  schema = 'nightshift',
  loadDataDir,
}: { dataDir?: string; schema?: string; loadDataDir?: Blob } = {}) {
  const connection = new PgliteConnection({
    schema: checkSchemaName(schema),
    ...(dataDir !== undefined && dataDir !== 'memory://' && { dataDir }),
    ...(loadDataDir !== undefined && { snapshot: loadDataDir }),
  });
  return {
    database: connection.database,
    async open() {
      await connection.open();
      await bringUpToDate(connection, schema, true);
    },
    close: () => connection.close(),
  };
}
export type PgliteStore = ReturnType<typeof pgliteStore>;
export interface PgliteStoreOptions {
  readonly dataDir?: string;
}

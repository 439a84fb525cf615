import type { PGlite } from '@electric-sql/pglite';
import { quoteIdentifier } from '../sql-names.js';

const CROWDED = `
  select relname as name
    from pg_stat_user_tables
   where schemaname = $1 and n_dead_tup > 2000 + 0.2 * n_live_tup
   order by n_dead_tup desc
   limit 1`;

/**
 * Does for the store's tables what autovacuum does on a server: an embedded database has none, and without it the space
 * of finished runs would never be used again. One table at a time, so that others wait no longer than that.
 */
export async function tidy(pglite: PGlite, schema: string): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(CROWDED, [schema]);
  const [crowded] = rows;
  if (crowded === undefined) return;
  await pglite.exec(`vacuum (analyze) ${quoteIdentifier(schema)}.${quoteIdentifier(crowded.name)}`);
}

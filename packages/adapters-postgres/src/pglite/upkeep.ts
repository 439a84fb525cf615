import type { PGlite } from '@electric-sql/pglite';
import { quoteIdentifier } from '../sql-names.js';

const CROWDED = `
  select schemaname as schema, relname as name
    from pg_stat_user_tables
   where n_dead_tup > 2000 + 0.2 * n_live_tup
   order by n_dead_tup desc
   limit 1`;

/**
 * Does what autovacuum does on a server: an embedded database has none, and without it the space of finished runs, and of
 * rows that the host's jobs replace, would never be used again. One table at a time, so that others wait no longer than that.
 */
export async function tidy(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ schema: string; name: string }>(CROWDED);
  const [crowded] = rows;
  if (crowded === undefined) return;
  await pglite.exec(`vacuum (analyze) ${quoteIdentifier(crowded.schema)}.${quoteIdentifier(crowded.name)}`);
}

import type { PGlite } from '@electric-sql/pglite';
import { quoteIdentifier } from '../sql-names.js';

const LOGGED = 'select pg_current_wal_insert_lsn() - redo_lsn > 64 * 1024 * 1024 as much from pg_control_checkpoint()';

const CROWDED = `
  select schemaname as schema, relname as name
    from pg_stat_user_tables
   where n_dead_tup > 2000 + 0.2 * n_live_tup
   order by n_dead_tup desc
   limit 1`;

// Reading a sample of a table takes many times as long as vacuuming it, so statistics may be older than on a server.
const CHANGED = `
  select schemaname as schema, relname as name
    from pg_stat_user_tables
   where n_mod_since_analyze > 5000 + 0.5 * n_live_tup
   order by n_mod_since_analyze desc
   limit 1`;

// Of 3,000 rows and not of PostgreSQL's 30,000: nobody else is served meanwhile, and of a table of 100,000 runs the larger
// sample takes a quarter of a second. A host that needs finer statistics of its tables analyses them itself.
const ANALYZE = 'set local default_statistics_target = 10; analyze';

// What the background processes of a server do: an embedded database has none of them.

/** Without `vacuum` the space of finished runs, and of rows that the host's jobs replace, would never be used again. */
export async function tidy(pglite: PGlite): Promise<void> {
  // One table at a time, so that others wait no longer than that.
  await tidyTable(pglite, { which: CROWDED, command: 'vacuum' });
  await tidyTable(pglite, { which: CHANGED, command: ANALYZE });
}

/** Without checkpoints the write-ahead log would grow for ever, and a database that was killed read all of it when it starts. */
export async function checkpointWhenDue(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ much: boolean }>(LOGGED);
  if (rows[0]?.much === true) await pglite.exec('checkpoint');
}

async function tidyTable(
  pglite: PGlite,
  { which, command }: { which: string; command: 'vacuum' | typeof ANALYZE },
): Promise<void> {
  const { rows } = await pglite.query<{ schema: string; name: string }>(which);
  const [table] = rows;
  if (table !== undefined)
    await pglite.exec(`${command} ${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`);
}

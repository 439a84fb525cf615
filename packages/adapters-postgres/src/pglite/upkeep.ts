import type { PGlite } from '@electric-sql/pglite';
import { quoteIdentifier } from '../sql-names.js';

const CROWDED = `
  select schemaname as schema, relname as name
    from pg_stat_user_tables
   where n_dead_tup > 2000 + 0.2 * n_live_tup
   order by n_dead_tup desc
   limit 1`;

const LOGGED = 'select pg_current_wal_insert_lsn() - redo_lsn > 64 * 1024 * 1024 as much from pg_control_checkpoint()';

/** Does what the background processes of a server do: an embedded database has none of them. */
export async function tidy(pglite: PGlite): Promise<void> {
  await checkpoint(pglite);
  await vacuum(pglite);
}

/** Without checkpoints the write-ahead log would grow for ever, and a database that was killed read all of it when it starts. */
async function checkpoint(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ much: boolean }>(LOGGED);
  if (rows[0]?.much === true) await pglite.exec('checkpoint');
}

/**
 * Without it the space of finished runs, and of rows that the host's jobs replace, would never be used again. One table at
 * a time, so that others wait no longer than that.
 */
async function vacuum(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ schema: string; name: string }>(CROWDED);
  const [crowded] = rows;
  if (crowded === undefined) return;
  await pglite.exec(`vacuum (analyze) ${quoteIdentifier(crowded.schema)}.${quoteIdentifier(crowded.name)}`);
}

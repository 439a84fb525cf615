import type { Queryable } from '../ports/database.js';

/**
 * Lets the planner know tables that a run fills. Without statistics it takes a list of a hundred ids for half of any
 * table and reads all of it, batch after batch. The embedded database has no background process that gathers them, and a
 * server's comes late for a table that was filled this minute.
 *
 * @param tables - qualified, quoted names; views are left alone.
 * @returns a function to call once per batch: at the first call, and now and then later, it analyses the tables that
 *   never were or that doubled since.
 */
export function statisticsKeeper(database: Queryable, tables: readonly string[]): () => Promise<void> {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls % CALLS_PER_LOOK !== 1) return;
    for (const table of await outgrown(database, tables)) await database.query(`analyze ${table}`);
  };
}

const CALLS_PER_LOOK = 8;

async function outgrown(database: Queryable, tables: readonly string[]): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `select wanted.name from unnest($1::text[]) as wanted(name) join pg_class c on c.oid = to_regclass(wanted.name)
     where c.relkind = 'r' and (c.reltuples < 0 or pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * c.relpages + 8)`,
    [tables],
  );
  return rows.map(({ name }) => name);
}

import type { Database } from '../../ports/database.js';
import type { SocialTables } from '../schema/tables.js';
import { lockWrites } from '../write-lock.js';
import { deleteSets, readChangedSets, readOrphanedSets, writeSets } from './interest-set-tables.js';

/** Orphans deleted per transaction. */
const ORPHAN_CHUNK = 1_000;

/** Computes the sets of some users and writes those that changed, in one transaction. Repeating it changes nothing. */
export async function buildInterestSets(
  database: Database,
  {
    tables,
    dryRun,
    at,
    userIds,
  }: {
    readonly tables: SocialTables;
    readonly dryRun: boolean;
    readonly at: Date;
    readonly userIds: readonly number[];
  },
): Promise<{ readonly rows: number; readonly skipped: number }> {
  const sets = await readChangedSets(database, tables, userIds);
  if (sets.length > 0 && !dryRun) {
    await database.transaction(async (tx) => {
      await lockWrites(tx, tables, 'user-interest-sets');
      await writeSets(tx, tables, { sets, at });
    });
  }
  return { rows: sets.length, skipped: userIds.length - sets.length };
}

/** Deletes the sets of people who are no longer there, in bounded transactions. */
export async function removeOrphanedSets(
  database: Database,
  { tables, dryRun, signal }: { readonly tables: SocialTables; readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<number> {
  if (dryRun) return 0;
  for (let removed = 0; ;) {
    signal.throwIfAborted();
    const userIds = await readOrphanedSets(database, tables, ORPHAN_CHUNK);
    if (userIds.length === 0) return removed;
    await database.transaction((tx) => deleteSets(tx, tables, userIds));
    removed += userIds.length;
  }
}

import type { DatabaseTransaction } from '../ports/database.js';
import type { SocialTables } from './schema/tables.js';

/**
 * Lets one transaction at a time replace rows of a table, until it ends. Two runs that replace the same rows would
 * otherwise both delete the old ones and then collide on the new.
 */
export async function lockWrites(tx: DatabaseTransaction, { schema }: SocialTables, subject: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`nightshift ${schema} ${subject}`]);
}

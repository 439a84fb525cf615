import { keyset, NonRetryableError, type KeysetSource } from '@nightshift/core';

import type { Queryable } from '../../ports/database.js';
import type { SocialTables } from '../schema/tables.js';

/** All user ids page by page, or the one asked for. */
export function userIdSource(database: Queryable, tables: SocialTables, userId?: number): KeysetSource<number> {
  const [lowest, highest] = userId === undefined ? [0, 2 ** 31 - 1] : [userId - 1, userId];
  return keyset<number>({
    page: async (after, limit) => {
      const rows = await database.query<{ id: number }>(
        `select "id"::int from ${tables.User} where "id" > $1 and "id" <= $2 order by "id" limit $3`,
        [after ?? lowest, highest, limit],
      );
      return rows.map(({ id }) => id);
    },
    key: (id) => id,
    total: async () => {
      const [row] = await database.query<{ count: number }>(
        `select count(*)::int as count from ${tables.User} where "id" > $1 and "id" <= $2`,
        [lowest, highest],
      );
      return row?.count ?? 0;
    },
  });
}

/**
 * Refuses a user that does not exist, before any work.
 *
 * @throws NonRetryableError because trying again cannot help.
 */
export async function requireUser(
  database: Queryable,
  tables: SocialTables,
  userId: number | undefined,
): Promise<void> {
  if (userId === undefined) return;
  const found = await database.query(`select 1 from ${tables.User} where "id" = $1`, [userId]);
  if (found.length === 0)
    throw new NonRetryableError(`Option userId is ${userId}: no such user. Give the id of a row in ${tables.User}.`);
}

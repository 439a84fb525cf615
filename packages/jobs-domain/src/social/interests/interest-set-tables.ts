import { copyLine } from '../../postgres/copy-text.js';
import type { DatabaseTransaction, Queryable } from '../../ports/database.js';
import type { SocialTables } from '../schema/tables.js';

export type InterestSource = 'explicit' | 'implied' | 'behaviour';

/** The interests of one user with how sure each is; arrays run in parallel, interest ids ascending. */
export interface InterestSet {
  readonly userId: number;
  readonly interestIds: readonly number[];
  readonly weights: readonly number[];
  readonly sources: readonly InterestSource[];
  /** Length of the weight vector. */
  readonly norm: number;
}

/** What evidence is worth: a stated interest 1, one implied by a quiz or the profile less, behaviour up to 1. */
const IMPLIED_WEIGHT = 0.6;
/** Decayed events at which behaviour is worth as much as a statement. */
const BEHAVIOUR_SATURATION = 8;
const LEAST_WEIGHT = 0.15;
const MOST_INTERESTS = 32;

/** The sets that differ from what is stored, computed afresh: the strongest evidence per interest, at most 32 interests. */
export async function readChangedSets(
  database: Queryable,
  tables: SocialTables,
  userIds: readonly number[],
): Promise<InterestSet[]> {
  return database.query<InterestSet>(
    `with evidence as (
       select "userId", "interestId", 1::float8 as weight, 'explicit' as source from ${tables.UserInterest} where "userId" = any($1::int[])
       union all
       select "userId", "interestId",
         case "source" when 'behaviour' then least(1, greatest(0, "amount") / ${BEHAVIOUR_SATURATION}) else ${IMPLIED_WEIGHT} end,
         case "source" when 'behaviour' then 'behaviour' else 'implied' end
       from ${tables.InterestSignal} where "userId" = any($1::int[])
     ), strongest as (
       select distinct on ("userId", "interestId") "userId", "interestId", round(weight::numeric, 4)::real as weight, source
       from evidence where weight >= ${LEAST_WEIGHT} order by "userId", "interestId", evidence.weight desc, source desc
     ), ranked as (
       select *, row_number() over (partition by "userId" order by weight desc, "interestId") as place from strongest
     ), current as (
       select "userId", array_agg("interestId"::int order by "interestId") as ids, array_agg(weight order by "interestId") as weights,
         array_agg(source order by "interestId") as sources, sqrt(sum(weight::float8 * weight))::real as norm
       from ranked where place <= ${MOST_INTERESTS} group by "userId"
     ), complete as (
       select id as "userId", coalesce(ids, '{}') as "interestIds", coalesce(weights, '{}') as weights,
         coalesce(sources, '{}') as sources, coalesce(norm, 0)::real as norm
       from unnest($1::int[]) as id left join current on current."userId" = id
     )
     select complete.* from complete left join ${tables.UserInterestSet} stored on stored."userId" = complete."userId"
     where stored."userId" is null or stored."interestIds" <> complete."interestIds"
       or stored."weights" <> complete.weights or stored."sources" <> complete.sources
     order by 1`,
    [userIds],
  );
}

/** Replaces the sets of some users, and their entries in the inverse. */
export async function writeSets(
  tx: DatabaseTransaction,
  tables: SocialTables,
  { sets, at }: { readonly sets: readonly InterestSet[]; readonly at: Date },
): Promise<void> {
  await deleteSets(
    tx,
    tables,
    sets.map(({ userId }) => userId),
  );
  await tx.copyIn(
    {
      schema: tables.schema,
      table: 'UserInterestSet',
      columns: ['userId', 'interestIds', 'weights', 'sources', 'norm', 'computedAt'],
    },
    sets.map((set) => copyLine([set.userId, set.interestIds, set.weights, set.sources, set.norm, at.toISOString()])),
  );
  await tx.copyIn(
    { schema: tables.schema, table: 'InterestUser', columns: ['interestId', 'userId', 'weight'] },
    sets.flatMap((set) =>
      set.interestIds.map((interestId, index) => copyLine([interestId, set.userId, set.weights[index]!])),
    ),
  );
}

/** Ids of people who have a set and are no longer there, ascending, at most `limit`. */
export async function readOrphanedSets(database: Queryable, tables: SocialTables, limit: number): Promise<number[]> {
  const rows = await database.query<{ userId: number }>(
    `select s."userId" from ${tables.UserInterestSet} s where not exists (select 1 from ${tables.User} u where u."id" = s."userId")
     order by 1 limit $1`,
    [limit],
  );
  return rows.map(({ userId }) => userId);
}

/** Deletes the sets of some users. The old set says which entries of the inverse to delete, so no second index is needed. */
export async function deleteSets(tx: Queryable, tables: SocialTables, userIds: readonly number[]): Promise<void> {
  await tx.query(
    `delete from ${tables.InterestUser} i using (
       select "userId", unnest("interestIds") as "interestId" from ${tables.UserInterestSet} where "userId" = any($1::int[])
     ) old where i."interestId" = old."interestId" and i."userId" = old."userId"`,
    [userIds],
  );
  await tx.query(`delete from ${tables.UserInterestSet} where "userId" = any($1::int[])`, [userIds]);
}

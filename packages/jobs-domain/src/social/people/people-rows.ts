import type { Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { SocialTables } from '../schema/tables.js';

/** A user as the database tells it. */
export interface UserRow {
  readonly id: number;
  readonly gender: string;
  readonly seeks: readonly string[];
  readonly age: number;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly maxKm: number | null;
  readonly ageMin: number;
  readonly ageMax: number;
  readonly attributes: Readonly<Record<string, unknown>> | null;
}

/** Which active users to read. */
export interface UserSelection {
  readonly asOf: Date;
  /** Only this user, and those whose gender and age suit this user's wishes and the other way round. */
  readonly aroundUserId?: number;
  /** Only these users. */
  readonly userIds?: readonly number[];
}

const USER_COLUMNS = `u."id"::int, u."gender", u."seeks", u."latitude"::float8, u."longitude"::float8, u."maxKm"::float8,
  u."ageMin"::int, u."ageMax"::int, u."attributes"`;

/** Active users after an id, by id. */
export async function readUserPage(
  database: Queryable,
  tables: SocialTables,
  { asOf, aroundUserId, userIds, after, limit }: UserSelection & { readonly after: number; readonly limit: number },
): Promise<UserRow[]> {
  const day = asOf.toISOString().slice(0, 10);
  const age = (user: string): string => `extract(year from age($1::date, ${user}."birthdate"))::int`;
  if (aroundUserId === undefined) {
    return database.query<UserRow>(
      `select ${USER_COLUMNS}, ${age('u')} as age from ${tables.User} u where u."status" = 'active' and u."id" > $2
       and ($4::int[] is null or u."id" = any($4::int[])) order by u."id" limit $3`,
      [day, after, limit, userIds ?? null],
    );
  }
  return database.query<UserRow>(
    `select ${USER_COLUMNS}, ${age('u')} as age from ${tables.User} u join ${tables.User} me on me."id" = $4
     where u."status" = 'active' and u."id" > $2 and (u."id" = me."id" or (
       u."gender" = any(me."seeks") and me."gender" = any(u."seeks")
       and ${age('u')} between me."ageMin" and me."ageMax" and ${age('me')} between u."ageMin" and u."ageMax"))
     order by u."id" limit $3`,
    [day, after, limit, aroundUserId],
  );
}

/** What else is known about a page of users, each keyed by user id. */
export interface PageFacts {
  readonly traits: ReadonlyMap<number, TraitRow>;
  readonly preferences: ReadonlyMap<number, readonly PreferenceRow[]>;
  readonly interests: ReadonlyMap<number, InterestRow>;
  readonly given: ReadonlyMap<number, DecisionCount>;
  readonly received: ReadonlyMap<number, DecisionCount>;
  readonly excluded: ReadonlyMap<number, ExclusionRow>;
}

interface OfUser {
  readonly userId: number;
}
export interface TraitRow extends OfUser {
  readonly traits: Uint8Array;
  readonly confidence: number;
  readonly sourceHash: string;
}
export interface PreferenceRow extends OfUser {
  readonly kind: string;
  readonly key: string;
  readonly ideal: number | null;
  readonly accepted: readonly string[] | null;
  readonly importance: number;
}
export interface InterestRow extends OfUser {
  readonly interestIds: readonly number[];
  readonly weights: readonly number[];
}
export interface DecisionCount extends OfUser {
  readonly decisions: number;
  readonly likes: number;
}
export interface ExclusionRow extends OfUser {
  readonly excluded: readonly number[];
}

/** Reads everything that belongs to some users, in six statements. */
export async function readPageFacts(
  database: Queryable,
  tables: SocialTables,
  { algoVersion, userIds }: { readonly algoVersion: AlgoVersion; readonly userIds: readonly number[] },
): Promise<PageFacts> {
  const rows = <Row extends OfUser>(text: string, ...more: unknown[]): Promise<Row[]> =>
    database.query<Row>(text, [userIds, ...more]);
  const preferences = await rows<PreferenceRow>(
    `select "userId"::int, "kind", "key", "ideal"::float8, "accepted", "importance"::int from ${tables.UserPreference}
     where "userId" = any($1::int[]) order by "userId", "kind", "key"`,
  );
  return {
    traits: byUser(
      await rows<TraitRow>(
        `select "userId", "traits", "confidence"::float8, "sourceHash" from ${tables.UserTrait}
         where "userId" = any($1::int[]) and "algoVersion" = $2`,
        algoVersion,
      ),
    ),
    preferences: grouped(preferences),
    interests: byUser(
      await rows<InterestRow>(
        `select "userId", "interestIds", "weights" from ${tables.UserInterestSet} where "userId" = any($1::int[])`,
      ),
    ),
    given: byUser(await rows<DecisionCount>(decisionCounts(tables, 'userId'))),
    received: byUser(await rows<DecisionCount>(decisionCounts(tables, 'targetId'))),
    excluded: byUser(await rows<ExclusionRow>(exclusions(tables))),
  };
}

function decisionCounts(tables: SocialTables, side: 'userId' | 'targetId'): string {
  return `select "${side}"::int as "userId", count(*)::int as decisions, (count(*) filter (where "kind" = 'like'))::int as likes
    from ${tables.Decision} where "${side}" = any($1::int[]) group by 1`;
}

// One-sided: whoever was liked can still find the one who liked. A pass, and a block, hide both from each other.
function exclusions(tables: SocialTables): string {
  return `select "userId"::int, array_agg(distinct other::int order by other::int) as excluded from (
      select "userId", "targetId" as other from ${tables.Decision} where "userId" = any($1::int[])
      union all select "targetId", "userId" from ${tables.Decision} where "targetId" = any($1::int[]) and "kind" = 'pass'
      union all select "userId", "blockedId" from ${tables.Block} where "userId" = any($1::int[])
      union all select "blockedId", "userId" from ${tables.Block} where "blockedId" = any($1::int[])
    ) as hidden("userId", other) group by 1`;
}

function byUser<Row extends OfUser>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.userId, row]));
}

function grouped<Row extends OfUser>(rows: readonly Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.userId);
    if (group === undefined) groups.set(row.userId, [row]);
    else group.push(row);
  }
  return groups;
}

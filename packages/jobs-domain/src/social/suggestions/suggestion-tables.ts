import { copyLine } from '../../postgres/copy-text.js';
import type { DatabaseTransaction, Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { AreaModel, CompatibilityReport } from '../matching/index.js';
import type { SocialTables } from '../schema/tables.js';

/** Two users, the smaller id first. */
export interface Pair {
  readonly lowId: number;
  readonly highId: number;
}

/** One row of "CompatibilitySuggestion". */
export interface Suggestion extends Pair {
  readonly report: CompatibilityReport;
  readonly sourceHash: string;
}

/** Entries of a list that get a report; the others can be made when somebody looks. */
export const EAGER_RANKS = 20;

/** A pair at the top of a list, with the source hash of its report where it has one. */
export interface TopPair extends Pair {
  readonly storedHash: string | null;
}

/**
 * The pairs at the top of some users' lists. A pair that stands at the top of both belongs to the smaller id, so that
 * going through all users meets each pair once. With `bothWays` also the pairs that have the users at their top.
 */
export async function readTopPairs(
  database: Queryable,
  tables: SocialTables,
  options: {
    readonly algoVersion: AlgoVersion;
    readonly matchVersion: AlgoVersion;
    readonly userIds: readonly number[];
    readonly bothWays: boolean;
  },
): Promise<TopPair[]> {
  return database.query<TopPair>(
    `select pair.low as "lowId", pair.high as "highId", c."sourceHash" as "storedHash" from (
       select distinct least(m."userId", m."targetId")::int as low, greatest(m."userId", m."targetId")::int as high
       from ${tables.MatchScore} m
       where m."algoVersion" = $1 and m."rank" <= ${EAGER_RANKS} and (m."userId" = any($2::int[]) or ($3::boolean and m."targetId" = any($2::int[])))
         and ($3::boolean or m."userId" < m."targetId" or not exists (
           select 1 from ${tables.MatchScore} back
           where back."userId" = m."targetId" and back."algoVersion" = $1 and back."targetId" = m."userId" and back."rank" <= ${EAGER_RANKS}))
     ) as pair
     left join ${tables.CompatibilitySuggestion} c on c."lowId" = pair.low and c."highId" = pair.high and c."algoVersion" = $4
     order by 1, 2`,
    [options.matchVersion, options.userIds, options.bothWays, options.algoVersion],
  );
}

const COLUMNS = ['lowId', 'highId', 'algoVersion', 'overall', 'areas', 'reasons', 'watch', 'shared', 'sourceHash'];

/** Replaces the reports of some pairs. */
export async function writeSuggestions(
  tx: DatabaseTransaction,
  tables: SocialTables,
  { algoVersion, suggestions }: { readonly algoVersion: AlgoVersion; readonly suggestions: readonly Suggestion[] },
): Promise<void> {
  await tx.query(
    `delete from ${tables.CompatibilitySuggestion} c using unnest($2::int[], $3::int[]) as old(low, high)
     where c."algoVersion" = $1 and c."lowId" = old.low and c."highId" = old.high`,
    [algoVersion, ...columnsOf(suggestions)],
  );
  const lines = suggestions.map(({ lowId, highId, report, sourceHash }) => {
    const { communication, lifestyle, values, interests } = report.areas;
    const areas = [communication, lifestyle, values, interests];
    return copyLine([
      lowId,
      highId,
      algoVersion,
      report.overall,
      areas,
      report.reasons,
      report.watch,
      report.shared,
      sourceHash,
    ]);
  });
  await tx.copyIn({ schema: tables.schema, table: 'CompatibilitySuggestion', columns: COLUMNS }, lines);
}

/** Deletes up to `limit` reports of pairs that stand at the top of neither list any more; of one user's pairs where one is given. */
export async function deleteUnlisted(
  database: Queryable,
  tables: SocialTables,
  options: {
    readonly algoVersion: AlgoVersion;
    readonly matchVersion: AlgoVersion;
    readonly userId?: number;
    readonly limit: number;
  },
): Promise<number> {
  const listed = (from: string, to: string): string =>
    `exists (select 1 from ${tables.MatchScore} m where m."userId" = c."${from}" and m."algoVersion" = $2 and m."targetId" = c."${to}" and m."rank" <= ${EAGER_RANKS})`;
  const rows = await database.query(
    `delete from ${tables.CompatibilitySuggestion} where ctid = any(array(
       select c.ctid from ${tables.CompatibilitySuggestion} c
       where c."algoVersion" = $1 and ($3::int is null or c."lowId" = $3 or c."highId" = $3)
         and not ${listed('lowId', 'highId')} and not ${listed('highId', 'lowId')} limit $4)) returning 1`,
    [options.algoVersion, options.matchVersion, options.userId ?? null, options.limit],
  );
  return rows.length;
}

/** The frozen description of reports, and the match model it belongs to. */
export interface StoredAreas {
  readonly areas: AreaModel;
  readonly matchDigest: string;
}

export async function readAreas(
  database: Queryable,
  tables: SocialTables,
  algoVersion: AlgoVersion,
): Promise<StoredAreas | undefined> {
  const [row] = await database.query<{ body: AreaModel; matchDigest: string }>(
    `select "body", "matchDigest" from ${tables.CompatibilityModel} where "algoVersion" = $1`,
    [algoVersion],
  );
  return row && { areas: row.body, matchDigest: row.matchDigest };
}

export async function writeAreas(
  database: Queryable,
  tables: SocialTables,
  { algoVersion, areas, matchDigest, at }: StoredAreas & { readonly algoVersion: AlgoVersion; readonly at: Date },
): Promise<void> {
  await database.query(
    `insert into ${tables.CompatibilityModel} ("algoVersion", "digest", "matchDigest", "body", "computedAt") values ($1, $2, $3, $4::json, $5)
     on conflict ("algoVersion") do update set "digest" = excluded."digest", "matchDigest" = excluded."matchDigest",
       "body" = excluded."body", "computedAt" = excluded."computedAt"`,
    [algoVersion, areas.digest, matchDigest, JSON.stringify(areas), at.toISOString()],
  );
}

function columnsOf(pairs: readonly Pair[]): [number[], number[]] {
  return [pairs.map(({ lowId }) => lowId), pairs.map(({ highId }) => highId)];
}

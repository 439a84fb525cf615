import type { Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import { AREAS, renderReasons, type Area } from '../matching/index.js';
import { socialTables } from '../schema/tables.js';
import { readAreas } from './suggestion-tables.js';

/** Whose matches to tell, and how many. */
export interface ExplainOptions {
  readonly userId: number;
  /** Default 10; reasons are stored for the first 20. */
  readonly limit?: number;
  /** Of the match scores and of the reasons; default `v2` for both. */
  readonly algoVersion?: AlgoVersion;
  readonly compatibilityVersion?: AlgoVersion;
  /** The schema of the social tables; default `public`. */
  readonly schema?: string;
}

/** One entry of a user's list, in words. */
export interface ExplainedMatch {
  readonly userId: number;
  readonly displayName: string;
  readonly age: number;
  readonly city: string | null;
  readonly rank: number;
  /** 0 to 100. */
  readonly score: number;
  readonly tier: 'A' | 'B';
  /** 0 to 100 per area, `null` where nothing is known; absent without a report. */
  readonly areas?: Readonly<Record<Area, number | null>>;
  /** Sentences to the user; they say what is so, never what will be. */
  readonly reasons: readonly string[];
  readonly watch: readonly string[];
  /** Names of interests in common, rarest first. */
  readonly shared: readonly string[];
}

interface MatchRow {
  readonly userId: number;
  readonly displayName: string;
  readonly age: number;
  readonly city: string | null;
  readonly rank: number;
  readonly score: number;
  readonly tier: 'A' | 'B';
  readonly areas: readonly (number | null)[] | null;
  readonly reasons: readonly number[] | null;
  readonly watch: readonly number[] | null;
  readonly shared: readonly string[] | null;
}

/**
 * A user's best matches with the reasons in words.
 *
 * @example
 * for (const match of await explainMatches(store.database, { userId: 8, limit: 5 })) {
 *   console.log(match.rank, match.displayName, match.score, match.tier, match.reasons.join(' '));
 * }
 */
export async function explainMatches(database: Queryable, options: ExplainOptions): Promise<ExplainedMatch[]> {
  const { userId, limit = 10, algoVersion = 'v2', compatibilityVersion = 'v2' } = options;
  const tables = socialTables(options.schema);
  const stored = await readAreas(database, tables, compatibilityVersion);
  const rows = await database.query<MatchRow>(
    `select m."targetId"::int as "userId", u."displayName", extract(year from age(u."birthdate"))::int as age, u."city",
       m."rank"::int, m."score"::float8, m."tier", c."areas", c."reasons", c."watch",
       (select array_agg(i."name" order by s.place) from unnest(c."shared") with ordinality as s(id, place) join ${tables.Interest} i on i."id" = s.id) as shared
     from ${tables.MatchScore} m join ${tables.User} u on u."id" = m."targetId"
     left join ${tables.CompatibilitySuggestion} c
       on c."lowId" = least(m."userId", m."targetId") and c."highId" = greatest(m."userId", m."targetId") and c."algoVersion" = $2
     where m."userId" = $3 and m."algoVersion" = $1 order by m."rank" limit $4`,
    [algoVersion, compatibilityVersion, userId, limit],
  );
  return rows.map((row) => {
    const { areas, reasons, watch, shared, ...match } = row;
    const reader = userId < row.userId ? 'first' : 'second';
    const words =
      stored === undefined || reasons === null
        ? undefined
        : renderReasons({ reasons, watch: watch ?? [] }, stored.areas.layout, reader);
    return {
      ...match,
      score: Math.round(match.score * 10) / 10,
      ...(areas !== null && {
        areas: Object.fromEntries(AREAS.map((area, index) => [area, areas[index] ?? null])) as Record<
          Area,
          number | null
        >,
      }),
      reasons: words?.reasons ?? [],
      watch: words?.watch ?? [],
      shared: shared ?? [],
    };
  });
}

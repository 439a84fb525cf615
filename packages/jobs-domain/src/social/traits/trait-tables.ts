import { copyLine } from '../../postgres/copy-text.js';
import type { Database, DatabaseTransaction, Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { SocialTables } from '../schema/tables.js';
import { positionsOf, type TraitCatalogue, type TraitQuestion } from './trait-catalogue.js';
import type { TraitMoments, TraitNorms } from './trait-norms.js';
import type { AnswerSum, TraitVector } from './trait-scoring.js';

/** The questions that measure a trait. */
export async function readQuestions(database: Queryable, tables: SocialTables): Promise<TraitQuestion[]> {
  return database.query<TraitQuestion>(
    `select "id"::int, "trait", "keyed"::int, "weight"::float8, "min"::float8, "max"::float8
     from ${tables.QuizQuestion} where "trait" is not null and "max" > "min" and "weight" > 0 order by "id"`,
  );
}

// A keyed answer on the scale 0 to 1; answers outside their question's range do not count.
const KEYED_ANSWER = `(case when q."keyed" < 0 then q."max" - a."value" else a."value" - q."min" end)::float8 / (q."max" - q."min")`;
const MEASURES = `q."trait" is not null and q."max" > q."min" and q."weight" > 0 and a."value" between q."min" and q."max"`;

/** Mean and deviation of each trait over everybody who answered a question of it, by position. One pass over the answers. */
export async function measureTraits(
  database: Queryable,
  tables: SocialTables,
  catalogue: TraitCatalogue,
): Promise<Map<number, TraitMoments>> {
  const counts = catalogue.flatMap((trait) => positionsOf(trait, catalogue).map((position) => ({ trait, position })));
  const rows = await database.query<TraitMoments & { position: number }>(
    `with leaf as (
       select a."userId", q."trait", sum(q."weight")::float8 as weight, sum(q."weight" * ${KEYED_ANSWER})::float8 as weighted
       from ${tables.QuizAnswer} a join ${tables.QuizQuestion} q on q."id" = a."questionId"
       where ${MEASURES} group by 1, 2
     ), person as (
       select leaf."userId", counts.position, sum(leaf.weighted) / sum(leaf.weight) as mean
       from leaf join unnest($1::text[], $2::int[]) as counts(trait, position) on counts.trait = leaf."trait" group by 1, 2
     )
     select position, avg(mean)::float8 as mean, stddev_samp(mean)::float8 as deviation, count(*)::int as users from person group by 1`,
    [counts.map(({ trait }) => trait), counts.map(({ position }) => position)],
  );
  return new Map(rows.map(({ position, ...moments }) => [position, moments]));
}

/** The newest norms of a version, or `undefined` before the first. */
export async function readNorms(
  database: Queryable,
  tables: SocialTables,
  algoVersion: AlgoVersion,
): Promise<TraitNorms | undefined> {
  const rows = await database.query<{
    version: number;
    keyHash: string;
    trait: string;
    mean: number;
    deviation: number;
    users: number;
  }>(
    `select "version", "keyHash", "trait", "mean", "deviation", "users" from ${tables.TraitNorm}
     where "algoVersion" = $1 and "version" = (select max("version") from ${tables.TraitNorm} where "algoVersion" = $1) order by "position"`,
    [algoVersion],
  );
  const first = rows[0];
  if (first === undefined) return undefined;
  return {
    version: first.version,
    keyHash: first.keyHash,
    norms: rows.map(({ trait, mean, deviation, users }) => ({ trait, mean, deviation, users })),
  };
}

/** Adds a version of the norms and forgets all but the one before it. */
export async function writeNorms(
  database: Database,
  tables: SocialTables,
  { norms, algoVersion, at }: { readonly norms: TraitNorms; readonly algoVersion: AlgoVersion; readonly at: Date },
): Promise<void> {
  const columns = [
    'algoVersion',
    'version',
    'position',
    'trait',
    'mean',
    'deviation',
    'users',
    'keyHash',
    'computedAt',
  ];
  const lines = norms.norms.map(({ trait, mean, deviation, users }, position) =>
    copyLine([algoVersion, norms.version, position, trait, mean, deviation, users, norms.keyHash, at.toISOString()]),
  );
  await database.transaction(async (tx) => {
    await tx.query(`delete from ${tables.TraitNorm} where "algoVersion" = $1 and ("version" < $2 or "version" = $3)`, [
      algoVersion,
      norms.version - 1,
      norms.version,
    ]);
    await tx.copyIn({ schema: tables.schema, table: 'TraitNorm', columns }, lines);
  });
}

type PackedSum = readonly [trait: string, answers: number, weight: number, weighted: number];

/**
 * The answers of some users, summed per trait path; users without answers are left out. One row per user, its sums as
 * JSON, because drivers spend more on a row than on what is in it.
 */
export async function readAnswerSums(
  database: Queryable,
  tables: SocialTables,
  userIds: readonly number[],
): Promise<Map<number, AnswerSum[]>> {
  const rows = await database.query<{ userId: number; sums: readonly PackedSum[] }>(
    `select "userId"::int, json_agg(json_build_array("trait", answers, weight, weighted)) as sums from (
       select a."userId", q."trait", count(*) as answers, sum(q."weight")::float8 as weight,
         sum(q."weight" * ${KEYED_ANSWER})::float8 as weighted
       from ${tables.QuizAnswer} a join ${tables.QuizQuestion} q on q."id" = a."questionId"
       where a."userId" = any($1::int[]) and ${MEASURES} group by 1, 2
     ) as leaf group by 1`,
    [userIds],
  );
  return new Map(rows.map(({ userId, sums }) => [userId, sums.map(unpackSum)]));
}

// Rounded, because the order of summing is the database's and the last digit depends on it.
function unpackSum([trait, answers, weight, weighted]: PackedSum): AnswerSum {
  return { trait, answers, weight, weighted: Math.round(weighted * 1e9) / 1e9 };
}

/** Source hashes of the rows that some users have. */
export async function readSourceHashes(
  database: Queryable,
  tables: SocialTables,
  { algoVersion, userIds }: { readonly algoVersion: AlgoVersion; readonly userIds: readonly number[] },
): Promise<Map<number, string>> {
  const rows = await database.query<{ userId: number; sourceHash: string }>(
    `select "userId", "sourceHash" from ${tables.UserTrait} where "algoVersion" = $1 and "userId" = any($2::int[])`,
    [algoVersion, userIds],
  );
  return new Map(rows.map(({ userId, sourceHash }) => [userId, sourceHash]));
}

/** One row of "UserTrait". */
export interface UserTraitRow extends TraitVector {
  readonly userId: number;
  readonly sourceHash: string;
}

const USER_TRAIT_COLUMNS = [
  'userId',
  'algoVersion',
  'traits',
  'confidences',
  'confidence',
  'answers',
  'normsVersion',
  'sourceHash',
  'computedAt',
];

/** Replaces the rows of the users in `rows`. */
export async function writeUserTraits(
  tx: DatabaseTransaction,
  tables: SocialTables,
  {
    rows,
    algoVersion,
    normsVersion,
    at,
  }: {
    readonly rows: readonly UserTraitRow[];
    readonly algoVersion: AlgoVersion;
    readonly normsVersion: number;
    readonly at: Date;
  },
): Promise<void> {
  const lines = rows.map(({ userId, traits, confidences, confidence, answers, sourceHash }) =>
    copyLine([
      userId,
      algoVersion,
      bytesOf(traits),
      bytesOf(confidences),
      confidence,
      answers,
      normsVersion,
      sourceHash,
      at.toISOString(),
    ]),
  );
  await tx.query(`delete from ${tables.UserTrait} where "algoVersion" = $1 and "userId" = any($2::int[])`, [
    algoVersion,
    rows.map(({ userId }) => userId),
  ]);
  await tx.copyIn({ schema: tables.schema, table: 'UserTrait', columns: USER_TRAIT_COLUMNS }, lines);
}

/** Deletes the rows of people who are no longer there. */
export async function deleteOrphanedTraits(
  database: Queryable,
  tables: SocialTables,
  algoVersion: AlgoVersion,
): Promise<number> {
  const rows = await database.query(
    `delete from ${tables.UserTrait} t where t."algoVersion" = $1
       and not exists (select 1 from ${tables.User} u where u."id" = t."userId") returning 1`,
    [algoVersion],
  );
  return rows.length;
}

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

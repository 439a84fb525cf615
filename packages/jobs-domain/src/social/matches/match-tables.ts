import { copyLine } from '../../postgres/copy-text.js';
import type { DatabaseTransaction, Queryable } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { MatchModel } from '../matching/index.js';
import type { Person } from '../people/person.js';
import type { SocialTables } from '../schema/tables.js';
import type { StoredState } from './match-diff.js';
import { SCORE_COLUMNS } from './match-lists.js';

/** The frozen model of a version, with the norms its traits were scored by. */
export interface StoredModel {
  readonly model: MatchModel;
  readonly normsVersion: number;
  /** Entries per list. */
  readonly listLength: number;
}

export async function readModel(
  database: Queryable,
  tables: SocialTables,
  algoVersion: AlgoVersion,
): Promise<StoredModel | undefined> {
  const [row] = await database.query<Omit<StoredModel, 'model'> & { body: MatchModel }>(
    `select "body", "normsVersion", "listLength" from ${tables.MatchModel} where "algoVersion" = $1`,
    [algoVersion],
  );
  return row && { model: row.body, normsVersion: row.normsVersion, listLength: row.listLength };
}

/** Stores the model and opens a new epoch: a run that is still writing under the epoch before it will notice. */
export async function writeModel(
  tx: DatabaseTransaction,
  tables: SocialTables,
  {
    algoVersion,
    model,
    normsVersion,
    listLength,
    at,
  }: StoredModel & { readonly algoVersion: AlgoVersion; readonly at: Date },
): Promise<number> {
  const [row] = await tx.query<{ epoch: number }>(
    `insert into ${tables.MatchModel} ("algoVersion", "digest", "normsVersion", "listLength", "body", "computedAt", "epoch")
     values ($1, $2, $3, $6, $4::json, $5, 1)
     on conflict ("algoVersion") do update set "digest" = excluded."digest", "normsVersion" = excluded."normsVersion", "listLength" = excluded."listLength",
       "body" = excluded."body", "epoch" = ${tables.MatchModel}."epoch" + 1,
       "computedAt" = case when ${tables.MatchModel}."digest" = excluded."digest" then ${tables.MatchModel}."computedAt" else excluded."computedAt" end
     returning "epoch"`,
    [algoVersion, model.digest, normsVersion, JSON.stringify(model), at.toISOString(), listLength],
  );
  if (row === undefined) throw new Error('Storing the match model returned no row.');
  return row.epoch;
}

export async function readEpoch(
  tx: Queryable,
  tables: SocialTables,
  algoVersion: AlgoVersion,
): Promise<number | undefined> {
  const [row] = await tx.query<{ epoch: number }>(`select "epoch" from ${tables.MatchModel} where "algoVersion" = $1`, [
    algoVersion,
  ]);
  return row?.epoch;
}

/** The states of a version, or of some of its users, by id. */
export async function readStates(
  database: Queryable,
  tables: SocialTables,
  { algoVersion, userIds }: { readonly algoVersion: AlgoVersion; readonly userIds?: readonly number[] },
): Promise<Map<number, StoredState>> {
  const rows = await database.query<StoredState>(
    `select "userId", "featureHash", "exclusionHash", "likesReceived", "shown", "likesGiven", "seen", "threshold", "stale"
     from ${tables.MatchState} where "algoVersion" = $1 and ($2::int[] is null or "userId" = any($2::int[])) order by "userId"`,
    [algoVersion, userIds ?? null],
  );
  return new Map(rows.map((row) => [row.userId, row]));
}

const STATE_COLUMNS = [
  'algoVersion',
  'userId',
  'featureHash',
  'exclusionHash',
  'likesReceived',
  'shown',
  'likesGiven',
  'seen',
  'threshold',
  'stale',
];

/** Notes what the lists of some people will be computed with; they are stale until that is done. */
export async function replaceStates(
  tx: DatabaseTransaction,
  tables: SocialTables,
  { algoVersion, people }: { readonly algoVersion: AlgoVersion; readonly people: readonly Person[] },
): Promise<void> {
  await tx.query(`delete from ${tables.MatchState} where "algoVersion" = $1 and "userId" = any($2::int[])`, [
    algoVersion,
    people.map(({ user }) => user.id),
  ]);
  await tx.copyIn(
    { schema: tables.schema, table: 'MatchState', columns: STATE_COLUMNS },
    stateLines(algoVersion, people),
  );
}

function* stateLines(algoVersion: AlgoVersion, people: readonly Person[]): Generator<string> {
  for (const { user, featureHash, exclusionHash } of people) {
    const { likesReceived, shown, likesGiven, seen } = user.behaviour;
    yield copyLine([
      algoVersion,
      user.id,
      featureHash,
      exclusionHash,
      likesReceived,
      shown,
      likesGiven,
      seen,
      -Infinity,
      true,
    ]);
  }
}

export async function markStale(tx: Queryable, tables: SocialTables, { algoVersion, userIds }: OfUsers): Promise<void> {
  await tx.query(
    `update ${tables.MatchState} set "stale" = true where "algoVersion" = $1 and "userId" = any($2::int[])`,
    [algoVersion, userIds],
  );
}

export async function markAllStale(tx: Queryable, tables: SocialTables, algoVersion: AlgoVersion): Promise<void> {
  await tx.query(`update ${tables.MatchState} set "stale" = true where "algoVersion" = $1 and not "stale"`, [
    algoVersion,
  ]);
}

/** Notes that lists are up to date, with the raw score that a newcomer has to reach. */
export async function settleStates(
  tx: Queryable,
  tables: SocialTables,
  { algoVersion, userIds, thresholds }: OfUsers & { readonly thresholds: readonly number[] },
): Promise<void> {
  await tx.query(
    `update ${tables.MatchState} s set "stale" = false, "threshold" = done.threshold
     from unnest($2::int[], $3::float8[]) as done("userId", threshold) where s."algoVersion" = $1 and s."userId" = done."userId"`,
    [algoVersion, userIds, thresholds],
  );
}

export async function deleteStates(
  tx: Queryable,
  tables: SocialTables,
  { algoVersion, userIds }: OfUsers,
): Promise<void> {
  await tx.query(`delete from ${tables.MatchState} where "algoVersion" = $1 and "userId" = any($2::int[])`, [
    algoVersion,
    userIds,
  ]);
}

/** Users whose list holds one of the targets. */
export async function readHolders(
  database: Queryable,
  tables: SocialTables,
  { algoVersion, userIds }: OfUsers,
): Promise<number[]> {
  const rows = await database.query<{ userId: number }>(
    `select distinct "userId" from ${tables.MatchScore} where "targetId" = any($2::int[]) and "algoVersion" = $1`,
    [algoVersion, userIds],
  );
  return rows.map(({ userId }) => userId);
}

/** Replaces the lists of some users by lines in the order of `SCORE_COLUMNS`. */
export async function replaceScores(
  tx: DatabaseTransaction,
  tables: SocialTables,
  { algoVersion, userIds, chunks }: OfUsers & { readonly chunks: readonly string[] },
): Promise<void> {
  await tx.query(`delete from ${tables.MatchScore} where "userId" = any($2::int[]) and "algoVersion" = $1`, [
    algoVersion,
    userIds,
  ]);
  const lines = chunks.filter((chunk) => chunk !== '');
  if (lines.length > 0) {
    await tx.copyIn({ schema: tables.schema, table: 'MatchScore', columns: SCORE_COLUMNS }, lines);
  }
}

interface OfUsers {
  readonly algoVersion: AlgoVersion;
  readonly userIds: readonly number[];
}

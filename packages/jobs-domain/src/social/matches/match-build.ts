import type { Database, DatabaseTransaction } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import {
  buildMatchFeatures,
  fitMatchModel,
  matchStatistics,
  modelDrift,
  openMatchPool,
  positionOf,
  type MatchFeatures,
  type MatchModel,
  type MatchPool,
} from '../matching/index.js';
import { readPeople, type People } from '../people/read-people.js';
import type { SocialTables } from '../schema/tables.js';
import { lockWrites } from '../write-lock.js';
import { diffPeople, type MatchDiff, type StoredState } from './match-diff.js';
import {
  markAllStale,
  markStale,
  readHolders,
  readModel,
  readStates,
  replaceStates,
  writeModel,
  type StoredModel,
} from './match-tables.js';
import { matchWriter, type MatchWriter } from './match-writer.js';

/** What a build of match lists works on. */
export interface MatchBuildOptions {
  readonly tables: SocialTables;
  readonly algoVersion: AlgoVersion;
  readonly dryRun: boolean;
  /** This user's list alone. */
  readonly userId?: number;
  /** Entries per list. */
  readonly listLength: number;
  /** Users read per page. */
  readonly candidateBatchSize: number;
  /** The day that ages are counted to. */
  readonly asOf: Date;
  readonly signal: AbortSignal;
}

/** A build under one frozen model. */
export interface MatchBuild extends MatchWriter {
  /** Users whose lists have to be computed, ascending. */
  readonly work: readonly number[];
  /** Active users in all. */
  readonly users: number;
  /** Why the model was fitted again, and with it every list has to be computed; empty when it stands. */
  readonly refitReasons: readonly string[];
  readonly failures: People['failures'];
  close(): Promise<void>;
}

/** A population under a model, ready to be scored. */
interface Scene {
  readonly people: People;
  readonly model: MatchModel;
  readonly refitReasons: readonly string[];
  readonly diff: MatchDiff;
  readonly states: ReadonlyMap<number, StoredState>;
}

/**
 * Finds out whose lists are out of date, marks them, and opens the threads that compute them.
 *
 * A clean user's list is out of date when it holds somebody who changed or went away, or when somebody who changed
 * scores as high as its last entry: so an incremental run writes exactly what a run over everybody would write under
 * the same model. The marks are stored first, so a run that crashes leaves them for the next.
 */
export async function openMatchBuild(database: Database, options: MatchBuildOptions): Promise<MatchBuild> {
  const scene =
    options.userId === undefined
      ? await populationScene(database, options)
      : await userScene(database, options, options.userId);
  const features = buildMatchFeatures(
    scene.diff.people.map(({ user }) => user),
    scene.model,
  );
  const pool = await openMatchPool(features, scene.model);
  try {
    const work =
      options.userId === undefined ? await outOfDate(database, options, { scene, features, pool }) : [options.userId];
    const epoch = options.dryRun ? 0 : await mark(database, options, { scene, work });
    const writer = matchWriter(database, { ...options, model: scene.model, features, pool, epoch });
    const { people, refitReasons } = scene;
    return {
      ...writer,
      work,
      users: people.people.length,
      refitReasons,
      failures: people.failures,
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function populationScene(database: Database, options: MatchBuildOptions): Promise<Scene> {
  const { tables, algoVersion, candidateBatchSize } = options;
  const people = await readPeople(database, { ...options, pageSize: candidateBatchSize });
  const stored = await readModel(database, tables, algoVersion);
  const refitReasons = reasonsToRefit(people, stored, options.listLength);
  const states = await readStates(database, tables, { algoVersion });
  if (stored !== undefined && refitReasons.length === 0) {
    return { people, model: stored.model, refitReasons, diff: diffPeople(people.people, states), states };
  }
  return { ...refitted(people, algoVersion), refitReasons, states };
}

// One list needs the user and the possible partners alone, as long as there is a model that knows the others.
async function userScene(database: Database, options: MatchBuildOptions, userId: number): Promise<Scene> {
  const { tables, algoVersion, candidateBatchSize: pageSize } = options;
  const stored = await readModel(database, tables, algoVersion);
  if (stored !== undefined) {
    const people = await readPeople(database, { ...options, pageSize, aroundUserId: userId });
    const states = await readStates(database, tables, {
      algoVersion,
      userIds: people.people.map(({ user }) => user.id),
    });
    const diff = diffPeople(people.people, states);
    if (stored.model.traitCount === people.catalogue.length)
      return { people, model: stored.model, refitReasons: [], diff, states };
  }
  const people = await readPeople(database, { ...options, pageSize });
  return { ...refitted(people, algoVersion), refitReasons: ['no stored model fits these traits'], states: new Map() };
}

function refitted(people: People, algoVersion: AlgoVersion): Pick<Scene, 'people' | 'model' | 'diff'> {
  const model = fitMatchModel(
    people.people.map(({ user }) => user),
    { version: algoVersion },
  );
  return { people, model, diff: diffPeople(people.people, new Map()) };
}

function reasonsToRefit(
  { people, catalogue, normsVersion }: People,
  stored: StoredModel | undefined,
  listLength: number,
): readonly string[] {
  if (stored === undefined) return ['no model is stored'];
  if (stored.normsVersion !== normsVersion || stored.model.traitCount !== catalogue.length)
    return ['the traits have new norms'];
  if (stored.listLength !== listLength) return [`lists now hold ${listLength} entries`];
  return modelDrift(
    stored.model,
    matchStatistics(
      people.map(({ user }) => user),
      stored.model,
    ),
  ).reasons;
}

interface Prepared {
  readonly scene: Scene;
  readonly features: MatchFeatures;
  readonly pool: MatchPool;
}

async function outOfDate(
  database: Database,
  options: MatchBuildOptions,
  { scene, features, pool }: Prepared,
): Promise<number[]> {
  const { diff, states } = scene;
  const everybody = scene.refitReasons.length > 0 || diff.changed.length * 4 > diff.people.length;
  const affected = everybody
    ? diff.people.map(({ user }) => user.id)
    : await affectedBy(database, options, { scene, features, pool });
  const gone = everybody ? [...states.keys()].filter((userId) => positionOf(features, userId) < 0) : diff.gone;
  return [...new Set([...diff.changed, ...diff.refiltered, ...gone, ...diff.unfinished, ...affected])].sort(
    (a, b) => a - b,
  );
}

/** Changed users per statement, and per call of the pool. */
const CHUNK = 256;

async function affectedBy(
  database: Database,
  { tables, algoVersion, signal }: MatchBuildOptions,
  { scene, features, pool }: Prepared,
): Promise<number[]> {
  const thresholds = cleanThresholds(scene, features);
  const affected = new Set<number>();
  for (const userIds of chunks([...scene.diff.changed, ...scene.diff.gone])) {
    for (const holder of await readHolders(database, tables, { algoVersion, userIds })) affected.add(holder);
    const rows = Int32Array.from(userIds, (userId) => positionOf(features, userId)).filter((position) => position >= 0);
    const { candidates } = await pool.rowsAbove(rows, thresholds, { signal });
    for (const position of candidates) affected.add(features.ids[position]!);
  }
  return [...affected];
}

function cleanThresholds({ diff, states }: Scene, features: MatchFeatures): Float32Array {
  const thresholds = Float32Array.from(features.ids, (userId) => states.get(userId)?.threshold ?? Infinity);
  for (const userId of [...diff.changed, ...diff.refiltered, ...diff.unfinished]) {
    const position = positionOf(features, userId);
    if (position >= 0) thresholds[position] = Infinity;
  }
  return thresholds;
}

async function mark(
  database: Database,
  options: MatchBuildOptions,
  { scene, work }: { readonly scene: Scene; readonly work: readonly number[] },
): Promise<number> {
  const { tables, algoVersion, asOf: at } = options;
  if (options.userId !== undefined && scene.refitReasons.length === 0) return 0;
  return database.transaction(async (tx) => {
    await lockWrites(tx, tables, `match-scores ${algoVersion}`);
    const epoch = await writeModel(tx, tables, {
      algoVersion,
      model: scene.model,
      normsVersion: scene.people.normsVersion,
      listLength: options.listLength,
      at,
    });
    if (options.userId === undefined) await markWork(tx, options, { scene, work });
    else await markAllStale(tx, tables, algoVersion);
    return epoch;
  });
}

async function markWork(
  tx: DatabaseTransaction,
  { tables, algoVersion }: MatchBuildOptions,
  { scene, work }: { readonly scene: Scene; readonly work: readonly number[] },
): Promise<void> {
  const noted = new Set([...scene.diff.changed, ...scene.diff.refiltered]);
  await replaceStates(tx, tables, { algoVersion, people: scene.diff.people.filter(({ user }) => noted.has(user.id)) });
  await markStale(tx, tables, { algoVersion, userIds: work });
}

function* chunks(items: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}

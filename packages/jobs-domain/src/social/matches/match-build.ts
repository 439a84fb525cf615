import type { Database, DatabaseTransaction } from '../../ports/database.js';
import { buildMatchFeatures, openMatchPool } from '../matching/index.js';
import type { People } from '../people/read-people.js';
import { lockWrites } from '../write-lock.js';
import type { MatchBuildOptions } from './match-build-options.js';
import { markAllStale, markStale, replaceStates, writeModel } from './match-tables.js';
import { matchWriter, type MatchWriter } from './match-writer.js';
import { outOfDate } from './out-of-date.js';
import { populationScene, userScene, type PopulationScene } from './population-scene.js';

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

async function mark(
  database: Database,
  options: MatchBuildOptions,
  { scene, work }: { readonly scene: PopulationScene; readonly work: readonly number[] },
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
  { scene, work }: { readonly scene: PopulationScene; readonly work: readonly number[] },
): Promise<void> {
  const noted = new Set([...scene.diff.changed, ...scene.diff.refiltered]);
  await replaceStates(tx, tables, { algoVersion, people: scene.diff.people.filter(({ user }) => noted.has(user.id)) });
  await markStale(tx, tables, { algoVersion, userIds: work });
}

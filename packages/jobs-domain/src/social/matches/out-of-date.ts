import type { Database } from '../../ports/database.js';
import { positionOf, type MatchFeatures, type MatchPool } from '../matching/index.js';
import type { MatchBuildOptions } from './match-build-options.js';
import { readHolders } from './match-tables.js';
import type { PopulationScene } from './population-scene.js';

interface Prepared {
  readonly scene: PopulationScene;
  readonly features: MatchFeatures;
  readonly pool: MatchPool;
}

/** Users whose stored list may differ from what would be computed now, ascending. */
export async function outOfDate(
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

function cleanThresholds({ diff, states }: PopulationScene, features: MatchFeatures): Float32Array {
  const thresholds = Float32Array.from(features.ids, (userId) => states.get(userId)?.threshold ?? Infinity);
  for (const userId of [...diff.changed, ...diff.refiltered, ...diff.unfinished]) {
    const position = positionOf(features, userId);
    if (position >= 0) thresholds[position] = Infinity;
  }
  return thresholds;
}

function* chunks(items: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}

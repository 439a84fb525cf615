import type { Database } from '../../ports/database.js';
import type { AlgoVersion } from '../algo-version.js';
import type { SocialTables } from '../schema/tables.js';
import { lockWrites } from '../write-lock.js';
import { keyHash, positionsOf, traitCatalogue } from './trait-catalogue.js';
import { normsDrifted, normsFrom, type TraitNorms } from './trait-norms.js';
import { scoreTraits, sourceHash } from './trait-scoring.js';
import {
  deleteOrphanedTraits,
  measureTraits,
  readAnswerSums,
  readNorms,
  readQuestions,
  readSourceHashes,
  writeNorms,
  writeUserTraits,
  type UserTraitRow,
} from './trait-tables.js';

/** What a build of traits works on. */
export interface TraitBuildOptions {
  readonly tables: SocialTables;
  readonly algoVersion: AlgoVersion;
  readonly dryRun: boolean;
  /** Measure the population again and take new norms where it drifted; `false` uses the stored norms as they are. */
  readonly refreshNorms: boolean;
  readonly now: () => Date;
}

/** Counts of one batch; in a dry run, of what it would have written. */
export interface BatchCounts {
  readonly rows: number;
  readonly skipped: number;
}

/** A build with its norms fixed: batches may run in any order, and twice. */
export interface TraitBuild {
  readonly norms: TraitNorms;
  /** The norms are new: every user's vector changes. */
  readonly normsRefreshed: boolean;
  /** Scores users and writes those whose answers or norms changed, in one transaction. */
  batch(userIds: readonly number[]): Promise<BatchCounts>;
  /** Deletes rows of people who are gone. */
  removeOrphans(): Promise<number>;
}

/** Fixes the norms that a build scores with. The first build ever measures them, whatever `refreshNorms` says. */
export async function openTraitBuild(database: Database, options: TraitBuildOptions): Promise<TraitBuild> {
  const stored = await readNorms(database, options.tables, options.algoVersion);
  const fresh =
    stored !== undefined && !options.refreshNorms ? undefined : await driftedNorms(database, options, stored);
  const norms = fresh ?? stored;
  if (norms === undefined) throw new Error('No trait norms are stored and none could be measured.');
  if (fresh !== undefined && !options.dryRun) {
    await writeNorms(database, options.tables, { norms: fresh, algoVersion: options.algoVersion, at: options.now() });
  }
  return {
    norms,
    normsRefreshed: fresh !== undefined,
    batch: (userIds) => buildBatch(database, { ...options, norms }, userIds),
    removeOrphans: async () =>
      options.dryRun ? 0 : deleteOrphanedTraits(database, options.tables, options.algoVersion),
  };
}

async function driftedNorms(
  database: Database,
  { tables }: TraitBuildOptions,
  stored: TraitNorms | undefined,
): Promise<TraitNorms | undefined> {
  const questions = await readQuestions(database, tables);
  const catalogue = traitCatalogue(questions);
  const current = {
    keyHash: keyHash(questions),
    norms: normsFrom(catalogue, await measureTraits(database, tables, catalogue)),
  };
  if (stored !== undefined && !normsDrifted(stored, current)) return undefined;
  return { version: (stored?.version ?? 0) + 1, ...current };
}

async function buildBatch(
  database: Database,
  options: TraitBuildOptions & { readonly norms: TraitNorms },
  userIds: readonly number[],
): Promise<BatchCounts> {
  const { tables, algoVersion, norms } = options;
  const sums = await readAnswerSums(database, tables, userIds);
  const hashes = await readSourceHashes(database, tables, { algoVersion, userIds });
  const positions = positionLookup(norms);
  const rows: UserTraitRow[] = [];
  for (const userId of userIds) {
    const own = sums.get(userId) ?? [];
    const hash = sourceHash(own, norms);
    if (hashes.get(userId) !== hash)
      rows.push({ userId, sourceHash: hash, ...scoreTraits(own, { norms, positions, algoVersion }) });
  }
  if (rows.length > 0 && !options.dryRun) {
    await database.transaction(async (tx) => {
      await lockWrites(tx, tables, `build-user-traits ${algoVersion}`);
      await writeUserTraits(tx, tables, { rows, algoVersion, normsVersion: norms.version, at: options.now() });
    });
  }
  return { rows: rows.length, skipped: userIds.length - rows.length };
}

function positionLookup({ norms }: TraitNorms): (trait: string) => readonly number[] {
  const catalogue = norms.map(({ trait }) => trait);
  const known = new Map<string, readonly number[]>();
  return (trait) => {
    const positions = known.get(trait) ?? positionsOf(trait, catalogue);
    known.set(trait, positions);
    return positions;
  };
}

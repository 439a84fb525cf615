import { NonRetryableError } from '@nightshift/core';

import type { Database, DatabaseTransaction } from '../../ports/database.js';
import {
  positionOf,
  tierOf,
  type MatchFeatures,
  type MatchModel,
  type MatchPool,
  type ScoredBlock,
} from '../matching/index.js';
import { lockWrites } from '../write-lock.js';
import type { MatchBuildOptions } from './match-build.js';
import { matchParts, type MatchParts } from './match-parts.js';
import { deleteStates, markStale, readEpoch, replaceScores, settleStates } from './match-tables.js';

/** Computes and writes lists. */
export interface MatchWriter {
  /** Starts computing lists that will be written next, while others are being written. */
  prepare(userIds: readonly number[]): void;
  /** Computes and replaces the lists of some users in one transaction; users who are gone lose theirs. Repeating it changes nothing. */
  batch(userIds: readonly number[]): Promise<{ readonly rows: number; readonly removed: number }>;
}

interface WriterOptions extends MatchBuildOptions {
  readonly model: MatchModel;
  readonly features: MatchFeatures;
  readonly pool: MatchPool;
  /** Of this run; see `writeModel`. */
  readonly epoch: number;
}

interface ComputedLists {
  /** Users with a list, in the order of the block's rows. */
  readonly present: readonly number[];
  readonly gone: readonly number[];
  readonly block: ScoredBlock;
}

export function matchWriter(database: Database, options: WriterOptions): MatchWriter {
  const parts = matchParts(options.features, options.model);
  const prepared = new Map<string, Promise<ComputedLists>>();
  return {
    prepare(userIds) {
      const lists = compute(options, userIds);
      // Whoever takes the lists meets the failure; nobody does when the run stops before.
      lists.catch(() => undefined);
      prepared.set(userIds.join(), lists);
    },
    async batch(userIds) {
      const early = prepared.get(userIds.join());
      prepared.delete(userIds.join());
      const lists = await (early ?? compute(options, userIds));
      const lines = [...listLines(options, parts, lists)];
      if (!options.dryRun) await database.transaction((tx) => write(tx, options, { lists, lines, userIds }));
      return { rows: lines.length, removed: lists.gone.length };
    },
  };
}

async function compute(
  { features, pool, listLength, signal }: WriterOptions,
  userIds: readonly number[],
): Promise<ComputedLists> {
  const present = userIds.filter((userId) => positionOf(features, userId) >= 0);
  const rows = Int32Array.from(present, (userId) => positionOf(features, userId));
  const block = await pool.topMatches(rows, { k: listLength, signal });
  return { present, gone: userIds.filter((userId) => !present.includes(userId)), block };
}

function* listLines(
  { features, model, algoVersion }: WriterOptions,
  parts: (u: number, v: number) => MatchParts,
  { block }: ComputedLists,
): Generator<string> {
  for (const [index, row] of block.rows.entries()) {
    const start = block.starts[index]!;
    for (let entry = start; entry < block.starts[index + 1]!; entry += 1) {
      const rank = entry - start + 1;
      const score = block.scores[entry]!;
      const { forward, backward, interest } = parts(row, block.candidates[entry]!);
      // Numbers and fixed words alone: nothing here needs the escapes of COPY.
      yield `${features.ids[row]!}\t${algoVersion}\t${features.ids[block.candidates[entry]!]!}\t${rank}\t${short(score)}\t${tierOf(model, rank, score)}\t${short(forward)}\t${short(backward)}\t${short(interest)}\n`;
    }
  }
}

const short = (value: number): number => Math.round(value * 1e4) / 1e4;

async function write(
  tx: DatabaseTransaction,
  { tables, algoVersion, userId, listLength, epoch }: WriterOptions,
  {
    lists,
    lines,
    userIds,
  }: { readonly lists: ComputedLists; readonly lines: readonly string[]; readonly userIds: readonly number[] },
): Promise<void> {
  await lockWrites(tx, tables, `match-scores ${algoVersion}`);
  if (userId === undefined) await requireNewest(tx, { tables, algoVersion, epoch });
  await replaceScores(tx, tables, { algoVersion, userIds, lines });
  // A list of one user is newer than what the states of the others tell: the next run over the population looks again.
  if (userId !== undefined) return markStale(tx, tables, { algoVersion, userIds });
  await settleStates(tx, tables, { algoVersion, userIds: lists.present, thresholds: thresholdsOf(lists, listLength) });
  await deleteStates(tx, tables, { algoVersion, userIds: lists.gone });
}

async function requireNewest(
  tx: DatabaseTransaction,
  { tables, algoVersion, epoch }: Pick<WriterOptions, 'tables' | 'algoVersion' | 'epoch'>,
): Promise<void> {
  const newest = await readEpoch(tx, tables, algoVersion);
  if (newest === epoch) return;
  throw new NonRetryableError(
    `Another run of match-scores ${algoVersion} over the population started after this one and continues its work. Let it finish.`,
  );
}

function thresholdsOf({ block }: ComputedLists, listLength: number): number[] {
  return Array.from(block.rows, (_, index) => {
    const end = block.starts[index + 1]!;
    return end - block.starts[index]! < listLength ? -Infinity : block.raw[end - 1]!;
  });
}

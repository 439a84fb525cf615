import { NonRetryableError } from '@nightshift/core';

import type { Database, DatabaseTransaction } from '../../ports/database.js';
import { lockWrites } from '../write-lock.js';
import type { MatchBuildOptions } from './match-build-options.js';
import { listMaker, type MatchLists, type MatchScene } from './match-lists.js';
import { deleteStates, markStale, readEpoch, replaceScores, settleStates } from './match-tables.js';

/** Computes and writes lists. */
export interface MatchWriter {
  /** Starts computing lists that will be written next, while others are being written. */
  prepare(userIds: readonly number[]): void;
  /** Computes and replaces the lists of some users in one transaction; users who are gone lose theirs. Repeating it changes nothing. */
  batch(userIds: readonly number[]): Promise<{ readonly rows: number; readonly removed: number }>;
}

interface WriterOptions extends MatchBuildOptions, MatchScene {
  readonly signal: AbortSignal;
  /** Of this run; see `writeModel`. */
  readonly epoch: number;
}

export function matchWriter(database: Database, options: WriterOptions): MatchWriter {
  const makeLists = listMaker(options);
  const prepared = new Map<string, Promise<MatchLists>>();
  return {
    prepare(userIds) {
      const lists = makeLists(userIds);
      // Whoever takes the lists meets the failure; nobody does when the run stops before.
      lists.catch(() => undefined);
      prepared.set(userIds.join(), lists);
    },
    async batch(userIds) {
      const early = prepared.get(userIds.join());
      prepared.delete(userIds.join());
      const lists = await (early ?? makeLists(userIds));
      if (!options.dryRun) await database.transaction((tx) => write(tx, options, lists));
      return { rows: lists.rows, removed: lists.gone.length };
    },
  };
}

async function write(
  tx: DatabaseTransaction,
  { tables, algoVersion, userId, epoch }: WriterOptions,
  { present, gone, thresholds, chunks }: MatchLists,
): Promise<void> {
  await lockWrites(tx, tables, `match-scores ${algoVersion}`);
  if (userId === undefined) await requireNewest(tx, { tables, algoVersion, epoch });
  await replaceScores(tx, tables, { algoVersion, userIds: [...present, ...gone], chunks });
  // A list of one user is newer than what the states of the others tell: the next run over the population looks again.
  if (userId !== undefined) return markStale(tx, tables, { algoVersion, userIds: [userId] });
  await settleStates(tx, tables, { algoVersion, userIds: present, thresholds });
  await deleteStates(tx, tables, { algoVersion, userIds: gone });
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

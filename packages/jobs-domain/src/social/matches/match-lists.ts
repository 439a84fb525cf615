import type { AlgoVersion } from '../algo-version.js';
import {
  positionOf,
  tierOf,
  type MatchFeatures,
  type MatchModel,
  type MatchPool,
  type ScoredBlock,
} from '../matching/index.js';
import { matchParts, type MatchParts } from './match-parts.js';

/** A population under a model, with the threads that score it. */
export interface MatchScene {
  readonly algoVersion: AlgoVersion;
  readonly model: MatchModel;
  readonly features: MatchFeatures;
  readonly pool: MatchPool;
  /** Entries per list. */
  readonly listLength: number;
  readonly signal: AbortSignal;
}

/** The lists of some users, ready to be written. */
export interface MatchLists {
  /** Users with a list, however short. */
  readonly present: readonly number[];
  /** Users who are no longer in the population. */
  readonly gone: readonly number[];
  /** By present user: the raw score that a newcomer has to reach; `-Infinity` while the list has room. */
  readonly thresholds: readonly number[];
  /** Lines of COPY text format, one string per user; columns as in `SCORE_COLUMNS`. */
  readonly chunks: readonly string[];
  readonly rows: number;
}

/** Columns of a list's lines, in their order. */
export const SCORE_COLUMNS = [
  'userId',
  'algoVersion',
  'targetId',
  'rank',
  'score',
  'tier',
  'forward',
  'backward',
  'interest',
];

/** Makes a function that computes the lists of some users. */
export function listMaker(scene: MatchScene): (userIds: readonly number[]) => Promise<MatchLists> {
  const { features, pool, listLength, signal } = scene;
  const parts = matchParts(features, scene.model);
  return async (userIds) => {
    const present = userIds.filter((userId) => positionOf(features, userId) >= 0);
    const positions = Int32Array.from(present, (userId) => positionOf(features, userId));
    const block = await pool.topMatches(positions, { k: listLength, signal });
    return {
      present,
      gone: userIds.filter((userId) => positionOf(features, userId) < 0),
      thresholds: present.map((_, index) => thresholdOf(block, index, listLength)),
      chunks: present.map((_, index) => linesOf(scene, parts, { block, index })),
      rows: block.candidates.length,
    };
  };
}

function thresholdOf({ starts, raw }: ScoredBlock, index: number, listLength: number): number {
  const end = starts[index + 1]!;
  return end - starts[index]! < listLength ? -Infinity : raw[end - 1]!;
}

function linesOf(
  { features, model, algoVersion }: MatchScene,
  parts: (u: number, v: number) => MatchParts,
  { block, index }: { readonly block: ScoredBlock; readonly index: number },
): string {
  const { ids } = features;
  const row = block.rows[index]!;
  const start = block.starts[index]!;
  const head = `${ids[row]!}\t${algoVersion}\t`;
  let lines = '';
  for (let entry = start; entry < block.starts[index + 1]!; entry += 1) {
    const candidate = block.candidates[entry]!;
    const rank = entry - start + 1;
    const score = block.scores[entry]!;
    const { forward, backward, interest } = parts(row, candidate);
    // Numbers and fixed words alone: nothing here needs the escapes of COPY.
    lines += `${head}${ids[candidate]!}\t${rank}\t${short(score)}\t${tierOf(model, rank, score)}\t${short(forward)}\t${short(backward)}\t${short(interest)}\n`;
  }
  return lines;
}

const short = (value: number): number => Math.round(value * 1e4) / 1e4;

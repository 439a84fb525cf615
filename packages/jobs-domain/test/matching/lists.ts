import type { MatchFeatures } from '../../src/social/matching/engine/features.js';
import type { MatchBlock } from '../../src/social/matching/engine/kernel.js';
import type { NaiveMatch } from './naive.js';

/** Scores of 32-bit and 64-bit arithmetic may differ by this much. */
const TOLERANCE = 1e-6;

/** Positions 0..count-1. */
export function allRows(features: MatchFeatures): Int32Array {
  return Int32Array.from({ length: features.count }, (_, position) => position);
}

/** One list of a block, by user id. */
export function listOf(features: MatchFeatures, block: MatchBlock, index: number): NaiveMatch[] {
  const from = block.starts[index]!;
  const length = block.starts[index + 1]! - from;
  return Array.from({ length }, (_, i) => ({
    id: features.ids[block.candidates[from + i]!]!,
    raw: block.raw[from + i]!,
  }));
}

/**
 * What is wrong with a list, compared with the complete naive one: `null` when both hold the same users with the same
 * scores in the same order. Only users whose scores are equal within the tolerance may change places.
 */
export function disagreement(list: readonly NaiveMatch[], complete: readonly NaiveMatch[], k: number): string | null {
  const expected = complete.slice(0, k);
  if (list.length !== expected.length) return `${list.length} candidates instead of ${expected.length}`;
  const scores = new Map(complete.map((match) => [match.id, match.raw]));
  if (new Set(list.map((match) => match.id)).size !== list.length) return 'a candidate appears twice';
  for (const [i, match] of list.entries()) {
    const exact = scores.get(match.id);
    if (exact === undefined) return `user ${match.id} is not eligible`;
    if (Math.abs(exact - match.raw) > TOLERANCE) return `user ${match.id} has ${match.raw} instead of ${exact}`;
    if (Math.abs(exact - expected[i]!.raw) > TOLERANCE)
      return `user ${match.id} is at place ${i} of ${expected[i]!.id}`;
    const next = list[i + 1];
    if (next && (next.raw > match.raw || (next.raw === match.raw && next.id < match.id)))
      return `places ${i} and ${i + 1} are not in order`;
  }
  return null;
}

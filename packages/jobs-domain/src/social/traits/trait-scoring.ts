import { createHash } from 'node:crypto';

import type { AlgoVersion } from '../algo-version.js';
import { normalShareBelow } from './normal-distribution.js';
import type { TraitNorms } from './trait-norms.js';

/** Answers of one user to the questions of one trait path, summed. */
export interface AnswerSum {
  readonly trait: string;
  readonly answers: number;
  /** Sum of the weights. */
  readonly weight: number;
  /** Sum of weight times the keyed answer on the scale 0 to 1. */
  readonly weighted: number;
}

/** A user's standing on every trait, in catalogue order. */
export interface TraitVector {
  /** 0 to 1: the percentile under the norms, or the shrunken mean where a trait has the neutral norm. */
  readonly traits: Float32Array;
  /** Reliability of each value, 0 (no answer) to 1. */
  readonly confidences: Float32Array;
  /** Mean of the reliabilities. */
  readonly confidence: number;
  readonly answers: number;
}

/** Mean correlation between two items of a scale, which Spearman and Brown's formula extends to a scale of any length. */
const ITEM_CORRELATION = 0.25;

/** Reliability of the mean of so many items. */
export function reliability(answers: number): number {
  return (answers * ITEM_CORRELATION) / (1 + (answers - 1) * ITEM_CORRELATION);
}

/**
 * Scores one user: the keyed, weighted mean per trait, shrunk towards the population's mean by its reliability, as a
 * percentile (`v2`); or the plain mean (`v1`).
 *
 * @param positions - where answers to a trait path count; see `positionsOf`.
 */
export function scoreTraits(
  sums: readonly AnswerSum[],
  {
    norms,
    positions,
    algoVersion,
  }: {
    readonly norms: TraitNorms;
    readonly positions: (trait: string) => readonly number[];
    readonly algoVersion: AlgoVersion;
  },
): TraitVector {
  const count = norms.norms.length;
  const totals = { answers: new Int32Array(count), weight: new Float64Array(count), weighted: new Float64Array(count) };
  for (const sum of sums) {
    for (const position of positions(sum.trait)) {
      totals.answers[position]! += sum.answers;
      totals.weight[position]! += sum.weight;
      totals.weighted[position]! += sum.weighted;
    }
  }
  const confidences = Float32Array.from(totals.answers, reliability);
  const traits = Float32Array.from(norms.norms, (norm, position) => {
    const mean = totals.weight[position]! > 0 ? totals.weighted[position]! / totals.weight[position]! : undefined;
    if (algoVersion === 'v1') return mean ?? 0.5;
    const shift = mean === undefined ? 0 : reliability(totals.answers[position]!) * (mean - norm.mean);
    return norm.users === 0 ? norm.mean + shift : normalShareBelow(shift / norm.deviation);
  });
  const answers = sums.reduce((total, sum) => total + sum.answers, 0);
  return {
    traits,
    confidences,
    confidence: confidences.reduce((total, value) => total + value, 0) / Math.max(1, count),
    answers,
  };
}

/** Digest of everything a user's vector depends on: equal digest, equal vector. */
export function sourceHash(
  sums: readonly AnswerSum[],
  { version, keyHash }: Pick<TraitNorms, 'version' | 'keyHash'>,
): string {
  const sorted = [...sums]
    .sort((a, b) => (a.trait < b.trait ? -1 : 1))
    .map(({ trait, answers, weight, weighted }) => [trait, answers, weight, weighted]);
  return createHash('sha256')
    .update(JSON.stringify([version, keyHash, sorted]))
    .digest('hex')
    .slice(0, 16);
}

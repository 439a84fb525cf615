import type { MatchFeatures } from '../engine/features.js';
import { mutualFilter } from '../engine/mutual-filter.js';
import { seededRandom } from './random.js';

/** Two positions of a population. */
export interface SampledPair {
  readonly u: number;
  readonly v: number;
}

/** Draws end here when hardly any pair is eligible, so that a fit always ends. */
const DRAWS_PER_PAIR = 500;

/**
 * Random eligible pairs with replacement, the same for the same seed. A population with few pairs is enumerated instead,
 * so that each of its eligible pairs counts once.
 */
export function samplePairs(features: MatchFeatures, sample: { pairs: number; seed: number }): SampledPair[] {
  const { count } = features;
  if (count * count <= 4 * sample.pairs) return everyPair(features);
  const eligible = mutualFilter(features);
  const random = seededRandom(sample.seed);
  const pairs: SampledPair[] = [];
  for (let draws = sample.pairs * DRAWS_PER_PAIR; draws > 0 && pairs.length < sample.pairs; draws--) {
    const u = Math.floor(random() * count);
    const v = Math.floor(random() * count);
    if (eligible(u, v)) pairs.push({ u, v });
  }
  return pairs;
}

function everyPair(features: MatchFeatures): SampledPair[] {
  const eligible = mutualFilter(features);
  const pairs: SampledPair[] = [];
  for (let u = 0; u < features.count; u++) {
    for (let v = u + 1; v < features.count; v++) if (eligible(u, v)) pairs.push({ u, v });
  }
  return pairs;
}

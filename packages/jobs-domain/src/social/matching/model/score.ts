import type { MatchModel } from './model.js';

/** Ranks up to this one can be of tier A. */
const TIER_A_RANKS = 50;

/** The stored score in [0, 100] of a raw score: its percentile among eligible pairs, or 100 times itself uncalibrated. */
export function scoreOf(model: MatchModel, raw: number): number {
  return rawToScore(model)(raw);
}

/** {@link scoreOf} for many raw scores. */
export function rawToScore(model: MatchModel): (raw: number) => number {
  if (!model.settings.calibrate) return (raw) => Math.min(100, Math.max(0, 100 * raw));
  const quantiles = Float64Array.from(model.quantiles);
  return (raw) => 100 * percentileOf(quantiles, raw);
}

/** Tier A needs both a place among the first 50 of the list and a score that is high for the whole population. */
export function tierOf(model: MatchModel, rank: number, score: number): 'A' | 'B' {
  return rank <= TIER_A_RANKS && score >= model.tierScore ? 'A' : 'B';
}

/**
 * The share of a population below a value, interpolated between evenly spaced quantiles. Monotone; equal quantiles
 * give the middle of their range.
 */
export function percentileOf(quantiles: ArrayLike<number>, value: number): number {
  const last = quantiles.length - 1;
  const below = lowerBound(quantiles, value);
  if (below > last) return 1;
  if (quantiles[below] === value) return (below + upperBound(quantiles, value) - 1) / 2 / last;
  if (below === 0) return 0;
  const left = quantiles[below - 1]!;
  return (below - 1 + (value - left) / (quantiles[below]! - left)) / last;
}

/** Evenly spaced quantiles of a sample, from its minimum to its maximum. */
export function quantilesOf(sample: Float64Array, points: number): number[] {
  const sorted = Float64Array.from(sample).sort();
  return Array.from({ length: points }, (_, i) => quantileAt(sorted, i / (points - 1)));
}

/** The value at a share of a sorted, non-empty sample, interpolated. */
export function quantileAt(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

// First index whose value is not less than the given one.
function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upperBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';

/** Candidates per row when a call does not say. */
export const DEFAULT_K = 200;

const LARGEST_K = 1_000;

/** Refuses features that were built with another model: their columns and constants would not mean the same. */
export function checkModel(features: MatchFeatures, model: MatchModel): void {
  if (features.modelDigest === model.digest) return;
  throw new Error(
    `match features and model differ: the features were built with model ${features.modelDigest}, ` +
      `this run uses ${model.digest}; build the features again with the model of this run`,
  );
}

/** Refuses rows that are not positions of the population. */
export function checkRows(features: MatchFeatures, rows: Int32Array): void {
  const bad = rows.find((row) => row < 0 || row >= features.count);
  if (bad === undefined) return;
  throw new RangeError(`match rows must be positions in 0..${features.count - 1}, received ${bad}; see positionOf`);
}

/** Refuses a list length that the kernels have no room for. */
export function checkK(k: number): number {
  if (Number.isInteger(k) && k >= 1 && k <= LARGEST_K) return k;
  throw new RangeError(`the number of candidates "k" must be an integer in 1..${LARGEST_K}, received ${k}`);
}

/** Refuses thresholds that do not cover the population. */
export function checkThresholds(features: MatchFeatures, thresholds: Float32Array): void {
  if (thresholds.length === features.count) return;
  throw new RangeError(`thresholds must hold one number per user (${features.count}), received ${thresholds.length}`);
}

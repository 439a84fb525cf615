import type { Cost } from '../costs.js';

/** A figure that was measured with calls of so many runs. */
export interface Point {
  readonly runs: number;
  readonly ms: number;
}

/**
 * What a call costs and what each of its runs adds, by least squares. Points count by their inverse square, so that a small
 * call is fitted as well as a large one; neither cost is negative.
 */
export function lineThrough(points: readonly Point[]): Cost {
  const largest = Math.max(...points.map(({ ms }) => ms), Number.MIN_VALUE);
  // What is near nothing is mostly noise, and must not outweigh the rest.
  const weighted = points.map(({ runs, ms }) => ({ runs, ms, weight: 1 / Math.max(ms, largest / 50) ** 2 }));
  const sum = (of: (point: { runs: number; ms: number }) => number): number =>
    weighted.reduce((total, point) => total + point.weight * of(point), 0);
  const [w, x, y] = [sum(() => 1), sum((point) => point.runs), sum((point) => point.ms)];
  const spread = w * sum((point) => point.runs ** 2) - x * x;
  const slope = spread === 0 ? 0 : (w * sum((point) => point.runs * point.ms) - x * y) / spread;
  const run = Math.max(0, slope);
  const call = (y - run * x) / w;
  return call >= 0 ? { call, run } : { call: 0, run: Math.max(0, sum((p) => p.runs * p.ms) / sum((p) => p.runs ** 2)) };
}

import type { MatchModel } from '../model/model.js';
import { blockOf, type MatchList } from './block.js';
import { checkK, checkRows, checkThresholds, DEFAULT_K } from './check-call.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { mutualFilter } from './mutual-filter.js';
import { pairScorer, type PairScorer } from './pair-scorer.js';
import { mayMeet, tiledOrder, type TiledOrder } from './tiles.js';
import { TopList } from './top-list.js';

/**
 * The kernel in plain JavaScript over typed arrays: the one for a platform without WebAssembly SIMD, and the second
 * opinion on the compiled one.
 */
export function typedKernel(features: MatchFeatures, model: MatchModel): MatchKernel {
  const population: Population = {
    features,
    tiled: tiledOrder(features),
    eligible: mutualFilter(features),
    scorer: pairScorer(features, model),
  };
  return {
    kind: 'typed-arrays',
    topMatches: (rows, k = DEFAULT_K) => {
      checkRows(features, rows);
      const list = new TopList(checkK(k));
      return blockOf(
        rows,
        Array.from(rows, (u) => best(population, u, list)),
      );
    },
    rowsAbove: (rows, thresholds) => {
      checkRows(features, rows);
      checkThresholds(features, thresholds);
      return blockOf(
        rows,
        Array.from(rows, (u) => above(population, u, thresholds)),
      );
    },
  };
}

interface Population {
  readonly features: MatchFeatures;
  readonly tiled: TiledOrder;
  readonly eligible: (u: number, v: number) => boolean;
  readonly scorer: PairScorer;
}

function best(population: Population, u: number, list: TopList): MatchList {
  const excluded = exclusionsOf(population.features, u);
  list.clear();
  eachEligible(population, u, (v, raw) => {
    if (!excluded.has(v)) list.offer(raw, v);
  });
  return list.sorted();
}

function above(population: Population, u: number, thresholds: Float32Array): MatchList {
  const found: { v: number; raw: number }[] = [];
  eachEligible(population, u, (v, raw) => {
    if (raw >= thresholds[v]! && !exclusionsOf(population.features, v).has(u)) found.push({ v, raw });
  });
  found.sort((a, b) => b.raw - a.raw || a.v - b.v);
  return { positions: Int32Array.from(found, (entry) => entry.v), raw: Float32Array.from(found, (entry) => entry.raw) };
}

type Visit = (v: number, raw: number) => void;

function eachEligible({ features, tiled, eligible, scorer }: Population, u: number, visit: Visit): void {
  for (const tile of tiled.tiles) {
    if (!mayMeet(features, u, tile)) continue;
    for (let slot = tile.from; slot < tile.to; slot++) {
      const v = tiled.order[slot]!;
      if (eligible(u, v)) visit(v, scorer.raw(u, v));
    }
  }
}

function exclusionsOf(features: MatchFeatures, u: number): ReadonlySet<number> {
  return new Set(features.excluded.subarray(features.excludedStart[u], features.excludedStart[u + 1]));
}

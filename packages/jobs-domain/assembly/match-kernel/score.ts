import { keep } from './keep';
import {
  TILE_BYTES, back, base, behaviourWeight, common, confidence, f32At, geometric, givenOdds, i32At, interestShare, inverseNorm,
  meanRaw, receivedOdds, rowThreshold, slotThreshold, tileFrom, tileTo, toward, trust, weight,
} from './memory';

/** Denominators are never smaller, so that two hopeless directions give 0 and not NaN. */
const TINY: f32 = 1e-30;

/**
 * Finishes the scores of a row with a tile, whose dot products and interest sums are ready, and keeps those that reach
 * the row's threshold, or with `above` the column's.
 */
export function scoreTile(row: i32, slot: i32, tile: i32, above: bool): void {
  const part = <usize>row * TILE_BYTES;
  const from = i32At(tileFrom, tile);
  const first = (<usize>from) << 2;
  const size = ((<usize>i32At(tileTo, tile)) << 2) - first;
  const never = f32x4.splat(-Infinity);
  const threshold = f32x4.splat(f32At(rowThreshold, row));
  for (let c: usize = 0; c < size; c += 16) {
    const shared = v128.load(common + part + c);
    const eligible = f32x4.gt(shared, never);
    if (!v128.any_true(eligible)) continue;
    const raw = rawScores(slot, first + c, part + c, shared);
    const least = above ? v128.load(slotThreshold + first + c) : threshold;
    let kept = i32x4.bitmask(v128.and(eligible, f32x4.ge(raw, least)));
    if (kept == 0) continue;
    v128.store(toward + part + c, raw);
    const column = from + <i32>(c >> 2);
    for (; kept != 0; kept &= kept - 1) {
      const lane = ctz(kept);
      keep(row, column + lane, load<f32>(toward + part + c + ((<usize>lane) << 2)), above);
    }
  }
}

// @ts-ignore: decorator
@inline
function rawScores(slot: i32, at: usize, dot: usize, shared: v128): v128 {
  const zero = f32x4.splat(0);
  let there = f32x4.pmax(f32x4.add(f32x4.splat(f32At(base, slot)), v128.load(toward + dot)), zero);
  let here = f32x4.pmax(f32x4.add(v128.load(base + at), v128.load(back + dot)), zero);
  let thereWeight = f32x4.splat(f32At(weight, slot));
  let hereWeight = v128.load(weight + at);
  if (behaviourWeight > 0) {
    const trusted = f32x4.pmin(v128.load(trust + at), f32x4.splat(f32At(trust, slot)));
    const heavy = f32x4.mul(f32x4.splat(behaviourWeight), trusted);
    const likes = chance(f32x4.mul(f32x4.splat(f32At(givenOdds, slot)), v128.load(receivedOdds + at)));
    const liked = chance(f32x4.mul(v128.load(givenOdds + at), f32x4.splat(f32At(receivedOdds, slot))));
    there = f32x4.add(there, f32x4.mul(heavy, likes));
    here = f32x4.add(here, f32x4.mul(heavy, liked));
    thereWeight = f32x4.add(thereWeight, heavy);
    hereWeight = f32x4.add(hereWeight, heavy);
  }
  const both = f32x4.mul(there, here);
  const reciprocal = geometric != 0
    ? f32x4.sqrt(f32x4.div(both, f32x4.mul(thereWeight, hereWeight)))
    : harmonic(both, f32x4.add(f32x4.mul(there, hereWeight), f32x4.mul(here, thereWeight)));
  const cosine = f32x4.mul(shared, f32x4.mul(f32x4.splat(f32At(inverseNorm, slot)), v128.load(inverseNorm + at)));
  const mixed = f32x4.add(
    f32x4.mul(f32x4.splat(1 - interestShare), reciprocal),
    f32x4.mul(f32x4.splat(interestShare), cosine),
  );
  const sure = f32x4.mul(f32x4.splat(f32At(confidence, slot)), v128.load(confidence + at));
  const unsure = f32x4.sub(f32x4.splat(1), sure);
  return f32x4.add(f32x4.mul(f32x4.splat(meanRaw), unsure), f32x4.mul(sure, mixed));
}

// @ts-ignore: decorator
@inline
function chance(odds: v128): v128 {
  return f32x4.div(odds, f32x4.add(f32x4.splat(1), odds));
}

// 2 s t / (s + t) for s = a / x and t = b / y is 2 a b / (a y + b x): one division.
// @ts-ignore: decorator
@inline
function harmonic(product: v128, sum: v128): v128 {
  return f32x4.div(f32x4.add(product, product), f32x4.pmax(sum, f32x4.splat(TINY)));
}

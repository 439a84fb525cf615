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
 *
 * It is one long function because everything about the row stays in registers over the loop; a call per four columns
 * would load it again.
 */
export function scoreTile(row: i32, slot: i32, tile: i32, above: bool): void {
  const from = i32At(tileFrom, tile);
  const first = (<usize>from) << 2;
  const size = ((<usize>i32At(tileTo, tile)) << 2) - first;
  const sums = common + <usize>row * TILE_BYTES;
  const dots = toward + <usize>row * TILE_BYTES;
  const dotsBack = back + <usize>row * TILE_BYTES;
  const bases = base + first;
  const weights = weight + first;
  const trusts = trust + first;
  const received = receivedOdds + first;
  const given = givenOdds + first;
  const norms = inverseNorm + first;
  const confidences = confidence + first;
  const thresholds = slotThreshold + first;

  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const never = f32x4.splat(-Infinity);
  const rowBase = f32x4.splat(f32At(base, slot));
  const rowWeight = f32x4.splat(f32At(weight, slot));
  const rowTrust = f32x4.splat(f32At(trust, slot));
  const rowReceived = f32x4.splat(f32At(receivedOdds, slot));
  const rowGiven = f32x4.splat(f32At(givenOdds, slot));
  const rowNorm = f32x4.splat(f32At(inverseNorm, slot));
  const rowConfidence = f32x4.splat(f32At(confidence, slot));
  const rowLeast = f32x4.splat(f32At(rowThreshold, row));
  const heaviest = f32x4.splat(behaviourWeight);
  const interestPart = f32x4.splat(interestShare);
  const reciprocalPart = f32x4.splat(1 - interestShare);
  const mean = f32x4.splat(meanRaw);
  const tiny = f32x4.splat(TINY);
  const behaves = behaviourWeight > 0;
  const isGeometric = geometric != 0;

  for (let c: usize = 0; c < size; c += 16) {
    const shared = v128.load(sums + c);
    const eligible = f32x4.gt(shared, never);
    if (!v128.any_true(eligible)) continue;

    // The two directions are there / thereWeight and here / hereWeight; rounding may leave a hopeless one under 0.
    let there = f32x4.pmax(f32x4.add(rowBase, v128.load(dots + c)), zero);
    let here = f32x4.pmax(f32x4.add(v128.load(bases + c), v128.load(dotsBack + c)), zero);
    let thereWeight = rowWeight;
    let hereWeight = v128.load(weights + c);
    if (behaves) {
      // Each fraction is widened by 1 + odds, so that odds / (1 + odds) needs no division of its own.
      const heavy = f32x4.mul(heaviest, f32x4.pmin(v128.load(trusts + c), rowTrust));
      const likes = f32x4.mul(rowGiven, v128.load(received + c));
      const liked = f32x4.mul(v128.load(given + c), rowReceived);
      const likesWidth = f32x4.add(one, likes);
      const likedWidth = f32x4.add(one, liked);
      there = f32x4.add(f32x4.mul(there, likesWidth), f32x4.mul(heavy, likes));
      here = f32x4.add(f32x4.mul(here, likedWidth), f32x4.mul(heavy, liked));
      thereWeight = f32x4.mul(f32x4.add(thereWeight, heavy), likesWidth);
      hereWeight = f32x4.mul(f32x4.add(hereWeight, heavy), likedWidth);
    }

    // 2 s t / (s + t) for s = a / x and t = b / y is 2 a b / (a y + b x): one division.
    const product = f32x4.mul(there, here);
    const total = f32x4.add(f32x4.mul(there, hereWeight), f32x4.mul(here, thereWeight));
    const reciprocal = isGeometric
      ? f32x4.sqrt(f32x4.div(product, f32x4.mul(thereWeight, hereWeight)))
      : f32x4.div(f32x4.add(product, product), f32x4.pmax(total, tiny));
    const cosine = f32x4.mul(shared, f32x4.mul(rowNorm, v128.load(norms + c)));
    const mixed = f32x4.add(f32x4.mul(reciprocalPart, reciprocal), f32x4.mul(interestPart, cosine));
    const sure = f32x4.mul(rowConfidence, v128.load(confidences + c));
    const raw = f32x4.add(f32x4.mul(mean, f32x4.sub(one, sure)), f32x4.mul(sure, mixed));

    const least = above ? v128.load(thresholds + c) : rowLeast;
    let kept = i32x4.bitmask(v128.and(eligible, f32x4.ge(raw, least)));
    if (kept == 0) continue;
    v128.store(dots + c, raw);
    for (; kept != 0; kept &= kept - 1) {
      const lane = ctz(kept);
      keep(row, from + <i32>(c >> 2) + lane, load<f32>(dots + c + ((<usize>lane) << 2)), above);
    }
  }
}

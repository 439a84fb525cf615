import {
  TILE_BYTES, age, ageMax, ageMin, common, excluded, excludedBy, excludedByStart, excludedStart, f32At, gender, i32At,
  maxChord2, rowCursor, seeks, setI32, tileAcceptsFrom, tileAcceptsTo, tileBox, tileFrom, tileGender, tileMaxChord2,
  tileMinChord2, tileOldest, tileSeeks, tileTo, tileYoungest, x, y, z,
} from './memory';

/** Whether a user can be eligible with anybody of a tile, as far as the tile's bounds tell. */
export function mayMeet(slot: i32, tile: i32): bool {
  if ((i32At(seeks, slot) & i32At(tileGender, tile)) == 0) return false;
  if ((i32At(tileSeeks, tile) & i32At(gender, slot)) == 0) return false;
  if (f32At(tileOldest, tile) < f32At(ageMin, slot) || f32At(tileYoungest, tile) > f32At(ageMax, slot)) return false;
  const own = f32At(age, slot);
  if (f32At(tileAcceptsTo, tile) < own || f32At(tileAcceptsFrom, tile) > own) return false;
  const limit = min(f32At(maxChord2, slot), f32At(tileMaxChord2, tile));
  if (limit == Infinity) return true;
  const box = tileBox + <usize>tile * 24;
  const dx = gap(f32At(x, slot), load<f32>(box), load<f32>(box, 12));
  const dy = gap(f32At(y, slot), load<f32>(box, 4), load<f32>(box, 16));
  const dz = gap(f32At(z, slot), load<f32>(box, 8), load<f32>(box, 20));
  return dx * dx + dy * dy + dz * dz <= limit;
}

// @ts-ignore: decorator
@inline
function gap(at: f32, low: f32, high: f32): f32 {
  return max(<f32>0, max(low - at, at - high));
}

/**
 * Begins the row's interest sums of a tile: 0 for an eligible column, -Infinity for any other, which no sum can raise.
 * Returns how many columns are eligible; exclusions are not looked at.
 */
export function markEligible(row: i32, slot: i32, tile: i32): i32 {
  const limited = f32At(maxChord2, slot) != Infinity || f32At(tileMinChord2, tile) != Infinity;
  const own = f32x4.splat(f32At(age, slot));
  const youngest = f32x4.splat(f32At(ageMin, slot));
  const oldest = f32x4.splat(f32At(ageMax, slot));
  const never = f32x4.splat(-Infinity);
  const first = (<usize>i32At(tileFrom, tile)) << 2;
  const size = ((<usize>i32At(tileTo, tile)) << 2) - first;
  const out = common + <usize>row * TILE_BYTES;
  let eligible = 0;
  for (let c: usize = 0; c < size; c += 16) {
    const at = first + c;
    const ages = v128.load(age + at);
    let meets = v128.and(f32x4.ge(ages, youngest), f32x4.le(ages, oldest));
    meets = v128.and(meets, f32x4.le(v128.load(ageMin + at), own));
    meets = v128.and(meets, f32x4.ge(v128.load(ageMax + at), own));
    if (limited) meets = v128.and(meets, near(slot, at));
    v128.store(out + c, v128.andnot(never, meets));
    eligible += popcnt(i32x4.bitmask(meets));
  }
  return eligible;
}

// @ts-ignore: decorator
@inline
function near(slot: i32, at: usize): v128 {
  const dx = f32x4.sub(v128.load(x + at), f32x4.splat(f32At(x, slot)));
  const dy = f32x4.sub(v128.load(y + at), f32x4.splat(f32At(y, slot)));
  const dz = f32x4.sub(v128.load(z + at), f32x4.splat(f32At(z, slot)));
  const chord2 = f32x4.add(f32x4.add(f32x4.mul(dx, dx), f32x4.mul(dy, dy)), f32x4.mul(dz, dz));
  return f32x4.le(chord2, f32x4.pmin(v128.load(maxChord2 + at), f32x4.splat(f32At(maxChord2, slot))));
}

/** Takes the row itself and its exclusions out of a tile; returns how many eligible columns that cost. */
export function dropExcluded(row: i32, slot: i32, tile: i32, above: bool): i32 {
  const from = i32At(tileFrom, tile);
  const to = i32At(tileTo, tile);
  const out = common + <usize>row * TILE_BYTES;
  let dropped = slot >= from && slot < to ? drop(out, slot - from) : 0;
  const list = above ? excludedBy : excluded;
  const end = i32At(above ? excludedByStart : excludedStart, slot + 1);
  let cursor = i32At(rowCursor, row);
  while (cursor < end && i32At(list, cursor) < from) cursor++;
  for (; cursor < end && i32At(list, cursor) < to; cursor++) dropped += drop(out, i32At(list, cursor) - from);
  setI32(rowCursor, row, cursor);
  return dropped;
}

// @ts-ignore: decorator
@inline
function drop(out: usize, column: i32): i32 {
  const at = out + ((<usize>column) << 2);
  const was = load<f32>(at);
  store<f32>(at, -Infinity);
  return was == 0 ? 1 : 0;
}

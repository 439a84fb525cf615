import {
  TILE_BYTES, back, columns, common, dense, dim, havePanels, haveRows, i32At, rowSlot, setI32, tileFrom, tileTo, toward,
  wantPanels, wantRows,
} from './memory';

// Every dot product here adds its terms in the order of the columns, in 32 bits. So a pair has the same bits from either
// side and by either way, and a run over some users repeats what a run over all of them stored.

/** Both directions of four rows (numbers at `dense + 4 * first`) with all columns of a tile. */
export function denseDots(first: i32, count: i32, tile: i32): void {
  const r0 = i32At(dense, first);
  const r1 = i32At(dense, min(first + 1, count - 1));
  const r2 = i32At(dense, min(first + 2, count - 1));
  const r3 = i32At(dense, min(first + 3, count - 1));
  panels(wantRows, havePanels, toward, tile, r0, r1, r2, r3);
  panels(haveRows, wantPanels, back, tile, r0, r1, r2, r3);
}

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, row: i32): usize {
  return rows + ((<usize>(i32At(rowSlot, row) * dim)) << 2);
}

function panels(rows: usize, packed: usize, out: usize, tile: i32, r0: i32, r1: i32, r2: i32, r3: i32): void {
  const bytes = (<usize>dim) << 2;
  const from = i32At(tileFrom, tile);
  const size = ((<usize>(i32At(tileTo, tile) - from)) << 2);
  const a0 = rowAt(rows, r0);
  const a1 = rowAt(rows, r1);
  const a2 = rowAt(rows, r2);
  const a3 = rowAt(rows, r3);
  const o0 = out + <usize>r0 * TILE_BYTES;
  const o1 = out + <usize>r1 * TILE_BYTES;
  const o2 = out + <usize>r2 * TILE_BYTES;
  const o3 = out + <usize>r3 * TILE_BYTES;
  let panel = packed + <usize>from * bytes;
  for (let c: usize = 0; c < size; c += 32) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    for (let d: usize = 0; d < bytes; d += 4) {
      const left = v128.load(panel);
      const right = v128.load(panel, 16);
      panel += 32;
      const b0 = v128.load32_splat(a0 + d);
      s00 = f32x4.add(s00, f32x4.mul(b0, left));
      s01 = f32x4.add(s01, f32x4.mul(b0, right));
      const b1 = v128.load32_splat(a1 + d);
      s10 = f32x4.add(s10, f32x4.mul(b1, left));
      s11 = f32x4.add(s11, f32x4.mul(b1, right));
      const b2 = v128.load32_splat(a2 + d);
      s20 = f32x4.add(s20, f32x4.mul(b2, left));
      s21 = f32x4.add(s21, f32x4.mul(b2, right));
      const b3 = v128.load32_splat(a3 + d);
      s30 = f32x4.add(s30, f32x4.mul(b3, left));
      s31 = f32x4.add(s31, f32x4.mul(b3, right));
    }
    v128.store(o0 + c, s00);
    v128.store(o0 + c, s01, 16);
    v128.store(o1 + c, s10);
    v128.store(o1 + c, s11, 16);
    v128.store(o2 + c, s20);
    v128.store(o2 + c, s21, 16);
    v128.store(o3 + c, s30);
    v128.store(o3 + c, s31, 16);
  }
}

/** Both directions of one row with the eligible columns of a tile only. Other columns keep what they held. */
export function sparseDots(row: i32, slot: i32, tile: i32): void {
  const count = eligibleColumns(row, tile);
  const first = i32At(tileFrom, tile);
  const part = <usize>row * TILE_BYTES;
  const bytes = (<usize>dim) << 2;
  const want = wantRows + <usize>slot * bytes;
  const have = haveRows + <usize>slot * bytes;
  for (let i = 0; i < count; i += 4) {
    const c0 = i32At(columns, i);
    const c1 = i32At(columns, min(i + 1, count - 1));
    const c2 = i32At(columns, min(i + 2, count - 1));
    const c3 = i32At(columns, min(i + 3, count - 1));
    const v0 = <usize>(first + c0) * bytes;
    const v1 = <usize>(first + c1) * bytes;
    const v2 = <usize>(first + c2) * bytes;
    const v3 = <usize>(first + c3) * bytes;
    scatter(toward + part, fourDots(want, haveRows + v0, haveRows + v1, haveRows + v2, haveRows + v3), c0, c1, c2, c3);
    scatter(back + part, fourDots(have, wantRows + v0, wantRows + v1, wantRows + v2, wantRows + v3), c0, c1, c2, c3);
  }
}

// Lists the columns that are still eligible and returns how many.
function eligibleColumns(row: i32, tile: i32): i32 {
  const size = i32At(tileTo, tile) - i32At(tileFrom, tile);
  const marks = common + <usize>row * TILE_BYTES;
  const never = f32x4.splat(-Infinity);
  let count = 0;
  for (let c = 0; c < size; c += 4) {
    let alive = i32x4.bitmask(f32x4.gt(v128.load(marks + ((<usize>c) << 2)), never));
    for (; alive != 0; alive &= alive - 1) setI32(columns, count++, c + ctz(alive));
  }
  return count;
}

// Four products at once: the terms of four columns are turned so that each lane adds those of one row, in order.
// @ts-ignore: decorator
@inline
function fourDots(u: usize, v0: usize, v1: usize, v2: usize, v3: usize): v128 {
  let sum = f32x4.splat(0);
  const bytes = (<usize>dim) << 2;
  for (let d: usize = 0; d < bytes; d += 16) {
    const a = v128.load(u + d);
    const p0 = f32x4.mul(a, v128.load(v0 + d));
    const p1 = f32x4.mul(a, v128.load(v1 + d));
    const p2 = f32x4.mul(a, v128.load(v2 + d));
    const p3 = f32x4.mul(a, v128.load(v3 + d));
    const t0 = v128.shuffle<f32>(p0, p1, 0, 4, 1, 5);
    const t1 = v128.shuffle<f32>(p2, p3, 0, 4, 1, 5);
    const t2 = v128.shuffle<f32>(p0, p1, 2, 6, 3, 7);
    const t3 = v128.shuffle<f32>(p2, p3, 2, 6, 3, 7);
    sum = f32x4.add(sum, v128.shuffle<f32>(t0, t1, 0, 1, 4, 5));
    sum = f32x4.add(sum, v128.shuffle<f32>(t0, t1, 2, 3, 6, 7));
    sum = f32x4.add(sum, v128.shuffle<f32>(t2, t3, 0, 1, 4, 5));
    sum = f32x4.add(sum, v128.shuffle<f32>(t2, t3, 2, 3, 6, 7));
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function scatter(out: usize, sums: v128, c0: i32, c1: i32, c2: i32, c3: i32): void {
  store<f32>(out + ((<usize>c0) << 2), f32x4.extract_lane(sums, 0));
  store<f32>(out + ((<usize>c1) << 2), f32x4.extract_lane(sums, 1));
  store<f32>(out + ((<usize>c2) << 2), f32x4.extract_lane(sums, 2));
  store<f32>(out + ((<usize>c3) << 2), f32x4.extract_lane(sums, 3));
}

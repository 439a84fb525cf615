import { capacity, i32At, keys, position, rowCount, rowLeast, rowThreshold, setI32, TILE } from './memory';

// A candidate is one 64-bit key: the bits of its score, which order like the score because it is never negative, above the
// complement of its position. A larger key is a better candidate, and no two are equal.

// @ts-ignore: decorator
@inline
function listOf(row: i32): usize {
  return keys + ((<usize>(row * capacity)) << 3);
}

/** Adds a candidate to the list of a row, unless it is worse than the list's `k` best so far. */
export function keep(row: i32, slot: i32, score: f32, above: bool): void {
  const key = ((<u64>reinterpret<u32>(score)) << 32) | <u64>(~<u32>i32At(position, slot));
  if (!above && key <= load<u64>(rowLeast + ((<usize>row) << 3))) return;
  const count = i32At(rowCount, row);
  store<u64>(listOf(row) + ((<usize>count) << 3), key);
  setI32(rowCount, row, count + 1);
}

/** Makes room for a whole tile by dropping all but the `k` best; from then on only better candidates enter. */
export function makeRoom(row: i32, k: i32): void {
  const count = i32At(rowCount, row);
  if (count + TILE <= capacity) return;
  const list = listOf(row);
  select(list, count, k);
  const least = load<u64>(list + ((<usize>(k - 1)) << 3));
  store<u64>(rowLeast + ((<usize>row) << 3), least);
  store<f32>(rowThreshold + ((<usize>row) << 2), reinterpret<f32>(<u32>(least >> 32)));
  setI32(rowCount, row, k);
}

/** Sorts the list of a row, best first, and cuts it to `k`. */
export function finish(row: i32, k: i32): void {
  const list = listOf(row);
  let count = i32At(rowCount, row);
  if (count > k) {
    select(list, count, k);
    count = k;
    setI32(rowCount, row, k);
  }
  sort(list, list + ((<usize>count) << 3) - 8);
}

// Quickselect (Hoare): moves the `k` largest of `count` keys to the front, the least of them to place k - 1.
function select(list: usize, count: i32, k: i32): void {
  const wanted = list + ((<usize>(k - 1)) << 3);
  let low = list;
  let high = list + ((<usize>(count - 1)) << 3);
  while (low < high) {
    const pivot = middleOf(low, high);
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<u64>(i) > pivot) i += 8;
      while (load<u64>(j) < pivot) j -= 8;
      if (i <= j) {
        swap(i, j);
        i += 8;
        j -= 8;
      }
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}

// Quicksort, larger keys first, with insertion for the short ends; the longer side loops, so the stack stays small.
function sort(first: usize, last: usize): void {
  let low = first;
  let high = last;
  while (low + 96 < high) {
    const pivot = middleOf(low, high);
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<u64>(i) > pivot) i += 8;
      while (load<u64>(j) < pivot) j -= 8;
      if (i <= j) {
        swap(i, j);
        i += 8;
        j -= 8;
      }
    }
    if (j - low < high - i) {
      if (low < j) sort(low, j);
      low = i;
    } else {
      if (i < high) sort(i, high);
      high = j;
    }
  }
  for (let i = low + 8; i <= high; i += 8) insert(low, i);
}

// @ts-ignore: decorator
@inline
function insert(low: usize, at: usize): void {
  const key = load<u64>(at);
  let hole = at;
  for (; hole > low && load<u64>(hole - 8) < key; hole -= 8) store<u64>(hole, load<u64>(hole - 8));
  store<u64>(hole, key);
}

// The middle one of three keys, so that sorted lists are not the slow case.
// @ts-ignore: decorator
@inline
function middleOf(low: usize, high: usize): u64 {
  const a = load<u64>(low);
  const b = load<u64>(low + (((high - low) >> 4) << 3));
  const c = load<u64>(high);
  return max(min(a, b), min(max(a, b), c));
}

// @ts-ignore: decorator
@inline
function swap(i: usize, j: usize): void {
  const key = load<u64>(i);
  store<u64>(i, load<u64>(j));
  store<u64>(j, key);
}

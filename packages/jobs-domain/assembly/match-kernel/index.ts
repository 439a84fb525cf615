import { denseDots, sparseDots } from './dots';
import { dropExcluded, markEligible, mayMeet } from './filter';
import { addInterests } from './interests';
import { finish, makeRoom } from './keep';
import {
  dense, excludedByStart, excludedStart, i32At, rowCount, rowCursor, rowLeast, rowSlot, rowThreshold, setI32, tileFrom,
  tiles, tileTo,
} from './memory';
import { scoreTile } from './score';

export * from './memory';

/** A tile with a smaller share (1 of this many) of eligible columns is computed pair by pair. */
const SPARSE: i32 = 8;

/** Fills the lists of the first `rows` row slots with their `k` best candidates, best first. */
export function topMatches(rows: i32, k: i32): void {
  begin(rows, excludedStart);
  for (let tile = 0; tile < tiles; tile++) visit(rows, tile, k, false);
  for (let row = 0; row < rows; row++) finish(row, k);
}

/** Fills the lists of the first `rows` row slots with everybody whose own threshold they reach, best first. */
export function rowsAbove(rows: i32): void {
  begin(rows, excludedByStart);
  for (let tile = 0; tile < tiles; tile++) visit(rows, tile, 0, true);
  for (let row = 0; row < rows; row++) finish(row, i32.MAX_VALUE);
}

function begin(rows: i32, exclusions: usize): void {
  for (let row = 0; row < rows; row++) {
    setI32(rowCount, row, 0);
    setI32(rowThreshold, row, 0);
    store<u64>(rowLeast + ((<usize>row) << 3), 0);
    setI32(rowCursor, row, i32At(exclusions, i32At(rowSlot, row)));
  }
}

function visit(rows: i32, tile: i32, k: i32, above: bool): void {
  const size = i32At(tileTo, tile) - i32At(tileFrom, tile);
  let waiting = 0;
  for (let row = 0; row < rows; row++) {
    const slot = i32At(rowSlot, row);
    if (!mayMeet(slot, tile)) continue;
    let eligible = markEligible(row, slot, tile);
    if (eligible == 0) continue;
    eligible -= dropExcluded(row, slot, tile, above);
    if (eligible == 0) continue;
    addInterests(row, slot, tile);
    if (!above) makeRoom(row, k);
    if (eligible * SPARSE < size) {
      sparseDots(row, slot, tile);
      scoreTile(row, slot, tile, above);
    } else {
      setI32(dense, waiting++, row);
    }
  }
  for (let first = 0; first < waiting; first += 4) {
    denseDots(first, waiting, tile);
    const end = min(first + 4, waiting);
    for (let i = first; i < end; i++) {
      const row = i32At(dense, i);
      scoreTile(row, i32At(rowSlot, row), tile, above);
    }
  }
}

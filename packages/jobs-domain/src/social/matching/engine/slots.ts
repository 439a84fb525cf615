import type { Tile, TiledOrder } from './tiles.js';

/** Columns that the compiled kernel computes side by side. */
export const PANEL = 8;

/** A tile in the compiled kernel's memory: it begins and ends at a panel, with empty slots at the end. */
export interface SlotTile extends Tile {
  readonly slotFrom: number;
  readonly slotTo: number;
}

/** Which user is in which slot. */
export interface Slots {
  readonly tiles: readonly SlotTile[];
  readonly count: number;
  /** Position per slot, -1 for an empty one. */
  readonly positions: Int32Array;
  /** Slot per position. */
  readonly slotOf: Int32Array;
}

/** Gives every user of a kernel order a slot. */
export function slotsOf({ order, tiles }: TiledOrder): Slots {
  let count = 0;
  const padded = tiles.map((tile) => {
    const slotFrom = count;
    count += Math.ceil((tile.to - tile.from) / PANEL) * PANEL;
    return { ...tile, slotFrom, slotTo: count };
  });
  const positions = new Int32Array(count).fill(-1);
  for (const tile of padded) positions.set(order.subarray(tile.from, tile.to), tile.slotFrom);
  const slotOf = new Int32Array(order.length);
  positions.forEach((position, slot) => {
    if (position >= 0) slotOf[position] = slot;
  });
  return { tiles: padded, count, positions, slotOf };
}

import type { MatchFeatures } from './features.js';
import type { CompressedRows } from './shared-arrays.js';
import type { Slots } from './slots.js';

/** The lists of a population, by slot instead of by position. */
export interface SlotLists {
  readonly interests: CompressedRows;
  /** Row `tile * interests + interest`: the columns of the tile's users who have the interest. */
  readonly postings: CompressedRows;
  readonly excluded: CompressedRows;
  /** Who excludes the user of a slot. */
  readonly excludedBy: CompressedRows;
}

/** Rewrites interests and exclusions for the compiled kernel. */
export function slotLists(features: MatchFeatures, slots: Slots): SlotLists {
  const interests = rowsBySlot(slots, { starts: features.interestStart, values: features.interestIds });
  const byPosition = rowsBySlot(slots, { starts: features.excludedStart, values: features.excluded });
  const excludedBy = transposed(
    { ...byPosition, values: byPosition.values.map((position) => slots.slotOf[position]!) },
    slots.count,
  );
  return {
    interests,
    postings: postingsOf(features, slots),
    excluded: transposed(excludedBy, slots.count),
    excludedBy,
  };
}

function rowsBySlot({ positions, count }: Slots, rows: CompressedRows): CompressedRows {
  const starts = new Int32Array(count + 1);
  const values = new Int32Array(rows.values.length);
  for (let slot = 0; slot < count; slot++) {
    const position = positions[slot]!;
    const row =
      position < 0
        ? rows.values.subarray(0, 0)
        : rows.values.subarray(rows.starts[position], rows.starts[position + 1]);
    values.set(row, starts[slot]);
    starts[slot + 1] = starts[slot]! + row.length;
  }
  return { starts, values };
}

// Turns "row has value" into "value is in row"; each row of the result is ascending, so turning twice sorts.
function transposed(rows: CompressedRows, width: number): CompressedRows {
  const starts = new Int32Array(width + 1);
  for (const value of rows.values) starts[value + 1]!++;
  for (let value = 0; value < width; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const values = new Int32Array(rows.values.length);
  for (let row = 0; row + 1 < rows.starts.length; row++) {
    for (let i = rows.starts[row]!; i < rows.starts[row + 1]!; i++) values[next[rows.values[i]!]!++] = row;
  }
  return { starts, values };
}

function postingsOf(features: MatchFeatures, { tiles, positions }: Slots): CompressedRows {
  const interests = features.idf.length;
  const starts = new Int32Array(tiles.length * interests + 1);
  const values = new Int32Array(features.interestIds.length);
  let written = 0;
  tiles.forEach((tile, t) => {
    const members = positions.subarray(tile.slotFrom, tile.slotTo);
    const columns = transposed(interestsOf(features, members), interests);
    for (let interest = 0; interest < interests; interest++)
      starts[t * interests + interest] = written + columns.starts[interest]!;
    values.set(columns.values, written);
    written += columns.values.length;
  });
  starts[tiles.length * interests] = written;
  return { starts, values };
}

function interestsOf(features: MatchFeatures, members: Int32Array): CompressedRows {
  const rows = Array.from(members, (p) =>
    p < 0 ? new Int32Array() : features.interestIds.subarray(features.interestStart[p], features.interestStart[p + 1]),
  );
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => (starts[r + 1] = starts[r]! + row.length));
  const values = new Int32Array(starts[rows.length]!);
  rows.forEach((row, r) => values.set(row, starts[r]));
  return { starts, values };
}

import type { MatchBlock, ScoredBlock } from './kernel.js';

/** One list of a block. */
export interface MatchList {
  readonly positions: Int32Array;
  readonly raw: Float32Array;
}

/** Puts one list per row into a block. */
export function blockOf(rows: Int32Array, lists: readonly MatchList[]): MatchBlock {
  const starts = new Int32Array(rows.length + 1);
  lists.forEach((list, i) => (starts[i + 1] = starts[i]! + list.positions.length));
  const candidates = new Int32Array(starts[rows.length]!);
  const raw = new Float32Array(candidates.length);
  lists.forEach((list, i) => {
    candidates.set(list.positions, starts[i]);
    raw.set(list.raw, starts[i]);
  });
  return { rows, starts, candidates, raw };
}

/** Puts scored blocks behind each other. */
export function joinBlocks(blocks: readonly ScoredBlock[]): ScoredBlock {
  const rows = new Int32Array(total(blocks, (block) => block.rows.length));
  const starts = new Int32Array(rows.length + 1);
  const candidates = new Int32Array(total(blocks, (block) => block.candidates.length));
  const raw = new Float32Array(candidates.length);
  const scores = new Float32Array(candidates.length);
  let row = 0;
  let entry = 0;
  for (const block of blocks) {
    rows.set(block.rows, row);
    starts.set(
      block.starts.map((start) => start + entry),
      row,
    );
    candidates.set(block.candidates, entry);
    raw.set(block.raw, entry);
    scores.set(block.scores, entry);
    row += block.rows.length;
    entry += block.candidates.length;
  }
  return { rows, starts, candidates, raw, scores };
}

const total = (blocks: readonly ScoredBlock[], length: (block: ScoredBlock) => number): number =>
  blocks.reduce((sum, block) => sum + length(block), 0);

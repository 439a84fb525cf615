/** Lists of several users in one block: the list of `rows[i]` is `candidates[starts[i] .. starts[i + 1]]`. */
export interface MatchBlock {
  /** Positions the lists belong to, in the order they were asked for. */
  readonly rows: Int32Array;
  /** `rows.length + 1` offsets. */
  readonly starts: Int32Array;
  /** Positions, best first: raw score descending, then id ascending. */
  readonly candidates: Int32Array;
  /** Raw score of each candidate, in [0, 1]; `scoreOf` turns it into the stored score. */
  readonly raw: Float32Array;
}

/** A block together with the calibrated score of each candidate. */
export interface ScoredBlock extends MatchBlock {
  /** In [0, 100], in the order of `candidates`. */
  readonly scores: Float32Array;
}

/** Exact matching over one population; every implementation gives the same lists. */
export interface MatchKernel {
  readonly kind: 'wasm-simd' | 'typed-arrays';

  /**
   * The `k` best eligible candidates of each row.
   *
   * @param rows - positions, any order.
   * @param k - at most 1,000; default 200.
   */
  topMatches(rows: Int32Array, k?: number): MatchBlock;

  /**
   * The users whose own lists each row belongs in: every eligible `v` with `raw(row, v) >= thresholds[v]` that has not
   * excluded the row. This is the other half of an incremental update: the score is symmetric, the lists are not.
   *
   * @param thresholds - one per position, for instance the last raw score of the stored list; `-Infinity` when the
   *   list has room, `Infinity` to leave a user out.
   */
  rowsAbove(rows: Int32Array, thresholds: Float32Array): MatchBlock;
}

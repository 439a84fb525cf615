import type { MatchModel } from '../model/model.js';
import type { MatchFeatures } from './features.js';
import type { MatchBlock } from './kernel.js';

/** A block together with the calibrated score of each candidate. */
export interface ScoredBlock extends MatchBlock {
  /** In [0, 100], in the order of `candidates`. */
  readonly scores: Float32Array;
}

/** Settings of {@link openMatchPool}. */
export interface MatchPoolOptions {
  /** Default: the number of cores less one, at least 1 and at most 4. */
  readonly threads?: number;
  /** Rows that one thread takes at a time; default 256. */
  readonly chunk?: number;
}

/** Settings of one call to a pool. */
export interface PoolCall {
  /** Candidates per row; default 200. */
  readonly k?: number;
  /** Stops between two chunks; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Threads that share one population. No kernel code runs on the caller's thread. */
export interface MatchPool {
  readonly threads: number;
  /** See {@link MatchKernel.topMatches}; rows keep their order. */
  topMatches(rows: Int32Array, call?: PoolCall): Promise<ScoredBlock>;
  /** See {@link MatchKernel.rowsAbove}. */
  rowsAbove(rows: Int32Array, thresholds: Float32Array, call?: PoolCall): Promise<ScoredBlock>;
  /** Ends the threads; calls under way reject. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Starts the threads over one population.
 *
 * @example
 * const pool = await openMatchPool(features, model, { threads: 2 });
 * const block = await pool.topMatches(Int32Array.of(0, 1, 2), { signal: ctx.signal });
 */
export declare function openMatchPool(features: MatchFeatures, model: MatchModel, options?: MatchPoolOptions): Promise<MatchPool>;

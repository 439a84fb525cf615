import { NightshiftError } from '../errors.js';

/** A fixed size, `'auto'`, or bounds and a goal for it. */
export type BatchSize = number | 'auto' | AutoSize;

/** Sizes that follow how long a batch takes. */
export interface AutoSize {
  /** Default 10. */
  readonly min?: number;
  /** Default 5,000; the host's `maxBatchSize` bounds it further. */
  readonly max?: number;
  /** How long a batch should take. Default 250 ms. */
  readonly targetMs?: number;
}

/** Says how large the next batch is. */
export interface BatchSizer {
  readonly size: number;
  /** Tells how long the last batch took. */
  took(items: number, ms: number): void;
}

const START = 100;

export function batchSizer(option: BatchSize, hostMax: number): BatchSizer {
  if (typeof option === 'number') return fixedSizer(option, hostMax);
  const auto = option === 'auto' ? {} : option;
  return adaptiveSizer({ min: auto.min ?? 10, max: auto.max ?? 5_000, targetMs: auto.targetMs ?? 250 }, hostMax);
}

function fixedSizer(size: number, hostMax: number): BatchSizer {
  if (!Number.isInteger(size) || size < 1) {
    throw new NightshiftError('INVALID_OPTION', `Expected a batch size of 1 or more, or 'auto'; received ${size}.`);
  }
  return { size: Math.min(size, hostMax), took: () => undefined };
}

function adaptiveSizer(bounds: Required<AutoSize>, hostMax: number): BatchSizer {
  const max = Math.min(bounds.max, hostMax);
  const min = Math.min(bounds.min, max);
  let size = Math.min(Math.max(START, min), max);
  return {
    get size() {
      return size;
    },
    took(items, ms) {
      if (items >= size) size = nextBatchSize(size, ms, { min, max, targetMs: bounds.targetMs });
    },
  };
}

/**
 * The size that would have taken the target time, approached by at most doubling or halving, so that one slow answer
 * does not throw it about.
 */
export function nextBatchSize(size: number, ms: number, bounds: Required<AutoSize>): number {
  const factor = Math.min(2, Math.max(0.5, bounds.targetMs / Math.max(ms, 1)));
  return Math.min(bounds.max, Math.max(bounds.min, Math.round(size * factor)));
}

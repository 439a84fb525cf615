import type { Random } from '@nightshift/core';

/**
 * Chance that is the same each time: numbers in [0, 1) from a seed.
 * Source: Tommy Ettinger's mulberry32, in the public domain.
 *
 * @example
 * const random = seededRandom(42);
 * const jobs = createJobs({ jobs: [greet], store: memoryStore(), random });
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

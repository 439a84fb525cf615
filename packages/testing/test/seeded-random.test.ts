import { expect, it } from 'vitest';
import { seededRandom } from '@nightshift/testing';

it('gives the same numbers for the same seed, and others for another', () => {
  const take = (seed: number) => Array.from({ length: 1_000 }, seededRandom(seed));
  expect(take(7)).toEqual(take(7));
  expect(take(7)).not.toEqual(take(8));
  expect(take(7).every((number) => number >= 0 && number < 1)).toBe(true);
  const mean = take(7).reduce((sum, number) => sum + number, 0) / 1_000;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});

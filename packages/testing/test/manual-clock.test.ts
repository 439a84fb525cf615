import { expect, it } from 'vitest';
import { manualClock } from '@nightshift/testing';

it('stands still until it is moved', () => {
  const clock = manualClock(new Date(1_000));
  expect(clock.now()).toBe(1_000);
  clock.advance(250);
  expect(clock.now()).toBe(1_250);
});

it('refuses to go back', () => {
  const clock = manualClock();
  expect(() => clock.advance(-1)).toThrow(RangeError);
  expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  expect(clock.now()).toBe(0);
});

import { systemClock, type Clock } from '@nightshift/core';
import { seededRandom } from '@nightshift/testing';

const EVERY_MS = 150;

/** The system's clock, which now and then jumps to a place within `byMs` of the right time. */
export function jumpingClock({ byMs, seed }: { readonly byMs: number; readonly seed: number }): {
  readonly clock: Clock;
  stop(): void;
} {
  const random = seededRandom(seed);
  let offset = 0;
  const jumping = setInterval(() => (offset = Math.round((random() * 2 - 1) * byMs)), EVERY_MS);
  return { clock: { now: () => systemClock.now() + offset }, stop: () => clearInterval(jumping) };
}

import type { Clock } from '@nightshift/core';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves on by so many milliseconds. */
  advance(ms: number): void;
}

/**
 * @param start - where it stands at first, in milliseconds since the epoch or as a date
 *
 * @example
 * const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
 * const store = memoryStore({ clock });
 * clock.advance(60_000);
 */
export function manualClock(start: number | Date = 0): ManualClock {
  let now = Number(start);
  return {
    now: () => now,
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance: expected 0 or more milliseconds, received ${String(ms)}`);
      now += ms;
    },
  };
}

/** Where time comes from; tests give their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Where chance comes from: a number in [0, 1). */
export type Random = () => number;

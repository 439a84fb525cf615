/** Whose wish a reason is about: both users', or that of the first or the second one of the report. */
export type Side = 'both' | 'first' | 'second';

/** Something true about a pair that speaks for it, or that the two should know. */
export interface Reason {
  readonly about: 'trait' | 'preference';
  /** Place of the trait or the attribute in the {@link CompatibilityLayout}. */
  readonly index: number;
  readonly side: Side;
}

const SIDES: readonly Side[] = ['both', 'first', 'second'];
const ABOUT: readonly Reason['about'][] = ['trait', 'preference'];

/** A reason as a small number for storage: 8 per index, 4 for a preference, then the side. Fits 16 bits below index 4,095. */
export function encodeReason({ about, index, side }: Reason): number {
  return index * 8 + ABOUT.indexOf(about) * 4 + SIDES.indexOf(side);
}

/**
 * The reason of a stored number.
 *
 * @throws RangeError when no reason has the number.
 */
export function decodeReason(code: number): Reason {
  const side = SIDES[code % 4];
  if (!Number.isInteger(code) || code < 0 || side === undefined) {
    throw new RangeError(`a reason code is a whole number whose remainder by 4 is 0, 1 or 2, received ${code}`);
  }
  return { about: ABOUT[(code >> 2) % 2]!, index: code >> 3, side };
}

/** The code of the same reason in the report of the swapped pair. */
export function swapSide(code: number): number {
  const reason = decodeReason(code);
  const swapped: Record<Side, Side> = { both: 'both', first: 'second', second: 'first' };
  return encodeReason({ ...reason, side: swapped[reason.side] });
}

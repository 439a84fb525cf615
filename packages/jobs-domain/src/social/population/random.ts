/** A seeded stream of chance: the same seed gives the same values on every machine. */
export interface Chance {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Standard normal. */
  normal(): number;
  /** An integer in [0, below). */
  below(below: number): number;
  /** An index, with probability in proportion to the weights. */
  weighted(weights: ArrayLike<number>): number;
}

/**
 * Starts a stream. Streams of different keys are independent, so one entity's values never depend on how many others
 * were drawn before it.
 *
 * @param keys - for instance the seed, a label as a number, an id; each a 32-bit integer.
 */
export function chance(...keys: readonly number[]): Chance {
  const unit = smallFastCounter(keys);
  let spare: number | undefined;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - unit()));
    const angle = 2 * Math.PI * unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return {
    unit,
    normal,
    below: (below) => Math.floor(unit() * below),
    weighted: (weights) => weightedIndex(weights, unit()),
  };
}

// The generator "sfc32" of the PractRand suite, 128 bits of state, public domain.
function smallFastCounter(keys: readonly number[]): () => number {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (const key of keys) {
    a ^= key | 0;
    for (let round = 0; round < 8; round += 1) next();
  }
  return () => next() / 2 ** 32;
}

function weightedIndex(weights: ArrayLike<number>, unit: number): number {
  let total = 0;
  for (let index = 0; index < weights.length; index += 1) total += weights[index]!;
  let left = unit * total;
  for (let index = 0; index < weights.length; index += 1) {
    left -= weights[index]!;
    if (left < 0) return index;
  }
  return weights.length - 1;
}

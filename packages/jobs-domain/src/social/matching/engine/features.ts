/**
 * A population laid out for the kernels: one typed array per fact, all over shared memory, so that threads read it
 * without a copy. Position `p` is the user with the `p`-th smallest id.
 *
 * Traits and soft preferences are linear in features of the other user, so one direction of a pair is one dot product:
 * `base[u] + want[u] . have[v]` is the weighted sum of trait fit and satisfied preferences.
 */
export interface MatchFeatures {
  /** Digest of the model the features were built with; a kernel refuses another model. */
  readonly modelDigest: string;
  readonly count: number;
  /** Columns of `want` and `have`, a multiple of 4; the last ones may be padding. */
  readonly dim: number;
  /** Ascending. */
  readonly ids: Float64Array;
  /** `count * dim`, row by row: what the user wishes. */
  readonly want: Float32Array;
  /** `count * dim`, row by row: what the user is (each trait, its square, one-hot attributes). */
  readonly have: Float32Array;
  readonly base: Float32Array;
  /** Sum of the weights in `want`: traits, and preferences where the user has any. */
  readonly weight: Float32Array;
  readonly gender: Uint8Array;
  readonly seeks: Uint8Array;
  readonly age: Float32Array;
  readonly ageMin: Float32Array;
  readonly ageMax: Float32Array;
  /** Unit vector of the place; the origin when unknown. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
  /** Square of the longest chord on the unit sphere; Infinity for no limit. */
  readonly maxChord2: Float32Array;
  /** Odds that the user is liked when shown. */
  readonly receivedOdds: Float32Array;
  /** Odds that the user likes, over the population's odds; `givenOdds[u] * receivedOdds[v]` are the odds of the pair. */
  readonly givenOdds: Float32Array;
  /** How far behaviour is trusted, in [0, 1): n / (n + trust) for n decisions by and about the user. */
  readonly trust: Float32Array;
  /** Square root of the trait confidence; the product of two is the confidence of the pair. */
  readonly confidence: Float32Array;
  /** Interests of position `p`: `interestIds[interestStart[p] .. interestStart[p + 1]]`, ascending. */
  readonly interestStart: Int32Array;
  /** Dense interest numbers: indices into `idf`. */
  readonly interestIds: Int32Array;
  readonly idf: Float32Array;
  /** Length of the user's interest vector; 0 without interests. */
  readonly interestNorm: Float32Array;
  /** Positions that never enter the list of `p`: `excluded[excludedStart[p] .. excludedStart[p + 1]]`, ascending. */
  readonly excludedStart: Int32Array;
  readonly excluded: Int32Array;
}

/** The position of a user, or -1 when the population does not hold the id. */
export function positionOf(features: MatchFeatures, id: number): number {
  let low = 0;
  let high = features.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = features.ids[middle]!;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

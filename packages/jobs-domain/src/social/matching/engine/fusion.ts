import type { Fusion } from '../model/model.js';

/** How the two directions of a pair become one number; both are symmetric, and 0 when one direction is hopeless. */
export const FUSIONS: Readonly<Record<Fusion, (toward: number, back: number) => number>> = {
  harmonic: (toward, back) => (toward + back === 0 ? 0 : (2 * toward * back) / (toward + back)),
  geometric: (toward, back) => Math.sqrt(toward * back),
};

/** How much a fusion rises when its first direction does: the partial derivative. */
export const FUSION_SLOPES: typeof FUSIONS = {
  harmonic: (toward, back) => (toward + back === 0 ? 0 : (2 * back * back) / (toward + back) ** 2),
  geometric: (toward, back) => (toward === 0 ? 0 : Math.sqrt(back / toward) / 2),
};

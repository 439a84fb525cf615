/** Versions of the algorithms; what each computes is stored under its name, so that two can live side by side. */
export const ALGO_VERSIONS = ['v1', 'v2'] as const;

/** `v1`: the plain formulae. `v2`: norms, shrinkage, behaviour and calibration; the default. */
export type AlgoVersion = (typeof ALGO_VERSIONS)[number];

import type { TraitCatalogue } from './trait-catalogue.js';

/** How a trait is distributed over the population. */
export interface TraitNorm {
  readonly trait: string;
  /** Of the people's mean answers, on the scale 0 to 1. */
  readonly mean: number;
  readonly deviation: number;
  /** People the norm was taken from; 0 for the neutral norm. */
  readonly users: number;
}

/** One frozen set of norms, in catalogue order. */
export interface TraitNorms {
  readonly version: number;
  readonly keyHash: string;
  readonly norms: readonly TraitNorm[];
}

/** A measured distribution; the deviation is `null` below two people. */
export interface TraitMoments {
  readonly mean: number;
  readonly deviation: number | null;
  readonly users: number;
}

/** Fewer people than this say nothing about a population. */
const LEAST_USERS = 200;
/** A mean that moved by more than this many deviations makes the norms out of date. */
const DRIFT = 0.05;

/** Norms from measurements: the neutral one (the middle of the scale) where there are too few people or no spread. */
export function normsFrom(catalogue: TraitCatalogue, moments: ReadonlyMap<number, TraitMoments>): TraitNorm[] {
  return catalogue.map((trait, position) => {
    const found = moments.get(position);
    if (found === undefined || found.users < LEAST_USERS || found.deviation === null || found.deviation < 1e-9) {
      return { trait, mean: 0.5, deviation: 0.25, users: 0 };
    }
    return { trait, mean: found.mean, deviation: found.deviation, users: found.users };
  });
}

/** Whether the stored norms no longer describe the population: other questions, or a mean that moved. */
export function normsDrifted(stored: TraitNorms, current: Omit<TraitNorms, 'version'>): boolean {
  if (stored.keyHash !== current.keyHash || stored.norms.length !== current.norms.length) return true;
  return stored.norms.some((norm, position) => {
    const now = current.norms[position]!;
    const measured = (norm.users === 0) === (now.users === 0);
    return norm.trait !== now.trait || !measured || Math.abs(now.mean - norm.mean) > DRIFT * norm.deviation;
  });
}

import { createHash } from 'node:crypto';

/** A question as far as it measures a trait. */
export interface TraitQuestion {
  readonly id: number;
  /** Dotted path. */
  readonly trait: string;
  readonly keyed: number;
  readonly weight: number;
  readonly min: number;
  readonly max: number;
}

/** The traits of a population in vector order. */
export type TraitCatalogue = readonly string[];

/**
 * All traits that the questions measure, sorted: each path and each of its ancestors, so that four items of
 * `openness.imagination` count for `openness` as well.
 */
export function traitCatalogue(questions: readonly Pick<TraitQuestion, 'trait'>[]): TraitCatalogue {
  const paths = questions.flatMap(({ trait }) => [trait, ...ancestorsOf(trait)]);
  return [...new Set(paths)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Positions that answers to a question of this trait count for; traits outside the catalogue count for none. */
export function positionsOf(trait: string, catalogue: TraitCatalogue): number[] {
  return [trait, ...ancestorsOf(trait)].map((path) => catalogue.indexOf(path)).filter((position) => position >= 0);
}

/** Changes with any key: a trait, a direction, a weight or a range. */
export function keyHash(questions: readonly TraitQuestion[]): string {
  const keys = [...questions]
    .sort((a, b) => a.id - b.id)
    .map(({ id, trait, keyed, weight, min, max }) => [id, trait, keyed, weight, min, max]);
  return createHash('sha256').update(JSON.stringify(keys)).digest('hex').slice(0, 16);
}

function ancestorsOf(path: string): string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

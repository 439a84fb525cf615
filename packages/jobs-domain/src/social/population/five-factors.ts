import type { Chance } from './random.js';

/** The five domains and their six facets each, named as in the IPIP-NEO. */
export const DOMAINS = {
  neuroticism: ['anxiety', 'anger', 'depression', 'self-consciousness', 'immoderation', 'vulnerability'],
  extraversion: [
    'friendliness',
    'gregariousness',
    'assertiveness',
    'activity-level',
    'excitement-seeking',
    'cheerfulness',
  ],
  openness: ['imagination', 'artistic-interests', 'emotionality', 'adventurousness', 'intellect', 'liberalism'],
  agreeableness: ['trust', 'morality', 'altruism', 'cooperation', 'modesty', 'sympathy'],
  conscientiousness: [
    'self-efficacy',
    'orderliness',
    'dutifulness',
    'achievement-striving',
    'self-discipline',
    'cautiousness',
  ],
} as const;

export type Domain = keyof typeof DOMAINS;
export const DOMAIN_NAMES = Object.keys(DOMAINS) as Domain[];
export const FACETS_PER_DOMAIN = 6;

/**
 * Correlations between the domains, in the order of {@link DOMAIN_NAMES}: the meta-analytic values of van der Linden,
 * te Nijenhuis and Bakker (2010), Journal of Research in Personality 44, 315-327 (212 samples, 144,117 people).
 */
export const DOMAIN_CORRELATIONS: readonly (readonly number[])[] = [
  [1, -0.36, -0.17, -0.36, -0.43],
  [-0.36, 1, 0.43, 0.26, 0.29],
  [-0.17, 0.43, 1, 0.21, 0.2],
  [-0.36, 0.26, 0.21, 1, 0.43],
  [-0.43, 0.29, 0.2, 0.43, 1],
];

/**
 * How far a facet follows its domain. Four items of a facet then reach an alpha near .68 and the 24 of a domain near .84,
 * the means that Johnson (2014) publishes for the IPIP-NEO-120, together with {@link ITEM_LOADING}.
 */
const FACET_LOADINGS = [0.72, 0.62, 0.69, 0.64, 0.6, 0.72] as const;
const ITEM_LOADING = 0.64;
// Between five answers, in standard deviations.
const THRESHOLDS = [-1.45, -0.55, 0.4, 1.35] as const;

const MIXING = cholesky(DOMAIN_CORRELATIONS);

/** A person's true standing, as standard scores: 5 domains, and 30 facets in domain order. */
export interface TrueTraits {
  readonly domains: Float64Array;
  readonly facets: Float64Array;
}

export function drawTrueTraits(draw: Chance): TrueTraits {
  const independent = Array.from(MIXING, () => draw.normal());
  const domains = Float64Array.from(MIXING, (row) =>
    row.reduce((sum, weight, index) => sum + weight * independent[index]!, 0),
  );
  const facets = new Float64Array(domains.length * FACETS_PER_DOMAIN);
  for (let index = 0; index < facets.length; index += 1) {
    const loading = FACET_LOADINGS[index % FACETS_PER_DOMAIN]!;
    facets[index] =
      loading * domains[Math.floor(index / FACETS_PER_DOMAIN)]! + Math.sqrt(1 - loading ** 2) * draw.normal();
  }
  return { domains, facets };
}

/**
 * An answer from 1 to 5 to one item.
 *
 * @param standing - the true facet score.
 * @param item - its key, and how readily people agree with the trait's side of it.
 */
export function drawAnswer(
  draw: Chance,
  standing: number,
  item: { readonly keyed: number; readonly ease: number },
): number {
  const response = ITEM_LOADING * standing + Math.sqrt(1 - ITEM_LOADING ** 2) * draw.normal() + item.ease;
  const level = THRESHOLDS.reduce((count, threshold) => count + (response > threshold ? 1 : 0), 1);
  return item.keyed > 0 ? level : 6 - level;
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of matrix.entries()) {
    for (let j = 0; j <= i; j += 1) {
      let rest = row[j]!;
      for (let k = 0; k < j; k += 1) rest -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  return lower;
}

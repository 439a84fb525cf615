import { DOMAIN_NAMES, type TrueTraits } from './five-factors.js';
import type { CatalogueInterest } from './interest-names.js';
import type { Chance } from './random.js';

/** How much rarer the r-th interest is: its share falls with this power of its rank. */
const ZIPF_EXPONENT = 0.9;
/** How much a standing one deviation higher draws a person to the interests of that domain, on the log scale. */
const DOMAIN_PULL = 0.5;

/** Between 3 and 16 interests with a long tail, as ascending ids. */
export function drawInterests(draw: Chance, traits: TrueTraits, interests: readonly CatalogueInterest[]): number[] {
  const pull = Float64Array.from(traits.domains, (standing) => Math.exp(DOMAIN_PULL * standing));
  const weights = Float64Array.from(
    interests,
    ({ domain }, index) => pull[DOMAIN_NAMES.indexOf(domain)]! / (index + 1) ** ZIPF_EXPONENT,
  );
  const chosen: number[] = [];
  for (let left = 3 + draw.below(14); left > 0; left -= 1) {
    const index = draw.weighted(weights);
    weights[index] = 0;
    chosen.push(interests[index]!.id);
  }
  return chosen.sort((a, b) => a - b);
}

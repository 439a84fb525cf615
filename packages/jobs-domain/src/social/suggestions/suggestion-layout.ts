import type { CompatibilityLayout, DescribedArea, MatchModel } from '../matching/index.js';
import type { TraitCatalogue } from '../traits/trait-catalogue.js';

/** What the domains of the five-factor model are called in a sentence, and the area they count in. */
const DOMAINS: Readonly<Record<string, { readonly label: string; readonly area: DescribedArea }>> = {
  extraversion: { label: 'outgoingness', area: 'communication' },
  neuroticism: { label: 'emotional sensitivity', area: 'communication' },
  conscientiousness: { label: 'sense of order', area: 'lifestyle' },
  openness: { label: 'openness', area: 'values' },
  agreeableness: { label: 'warmth', area: 'values' },
};
const VALUE_ATTRIBUTES: readonly string[] = ['children', 'religion', 'education', 'politics'];

/**
 * Names the traits and attributes of a population for reports. Attributes of an earlier layout keep their place, because
 * stored reason codes count by it; new ones follow.
 */
export function suggestionLayout(
  catalogue: TraitCatalogue,
  model: MatchModel,
  earlier?: CompatibilityLayout,
): CompatibilityLayout {
  const named = (earlier?.attributes ?? []).map(({ attribute }) => attribute);
  const added = model.attributes.map(({ attribute }) => attribute).filter((attribute) => !named.includes(attribute));
  return {
    traits: catalogue.map((trait) => {
      const [domain = trait, ...facet] = trait.split('.');
      const known = DOMAINS[domain] ?? { label: inWords(domain), area: 'values' };
      return { area: known.area, label: facet.length === 0 ? known.label : inWords(facet.join(' ')) };
    }),
    attributes: [...named, ...added].map((attribute) => ({
      attribute,
      label: inWords(attribute),
      area: VALUE_ATTRIBUTES.includes(attribute) ? 'values' : 'lifestyle',
    })),
  };
}

const inWords = (name: string): string => name.replace(/[-_.]+/g, ' ');

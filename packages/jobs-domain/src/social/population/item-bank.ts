import itemBank from '@alheimsins/b5-johnson-120-ipip-neo-pi-r';

import { DOMAINS, FACETS_PER_DOMAIN, type Domain } from './five-factors.js';
import { chance } from './random.js';

/** A question of the generated quiz. */
export interface BankItem {
  /** From 1, in the published order. */
  readonly id: number;
  readonly text: string;
  /** Dotted path of domain and facet. */
  readonly trait: string;
  /** Index into the 30 facets of a person. */
  readonly facet: number;
  readonly keyed: 1 | -1;
  /** How readily people agree with the trait's side of it, in standard deviations. */
  readonly ease: number;
}

const DOMAIN_OF_LETTER: Readonly<Record<string, Domain>> = {
  N: 'neuroticism',
  E: 'extraversion',
  O: 'openness',
  A: 'agreeableness',
  C: 'conscientiousness',
};

/** The 120 items of the IPIP-NEO-120 (Johnson 2014; the items are in the public domain), with what a simulation needs. */
export function itemsOfIpipNeo120(): readonly BankItem[] {
  const domains = Object.keys(DOMAINS);
  return itemBank.getQuestions('en').map((question, index) => {
    const domain = DOMAIN_OF_LETTER[question.domain];
    const facet = domain === undefined ? undefined : DOMAINS[domain][question.facet - 1];
    if (domain === undefined || facet === undefined) {
      throw new RangeError(
        `Item ${index + 1} has domain ${question.domain} and facet ${question.facet}: expected N, E, O, A or C and 1 to 6.`,
      );
    }
    return {
      id: index + 1,
      text: question.text,
      trait: `${domain}.${facet}`,
      facet: domains.indexOf(domain) * FACETS_PER_DOMAIN + question.facet - 1,
      keyed: question.keyed === 'plus' ? 1 : -1,
      ease: 0.35 * chance(0x1337, index).normal(),
    };
  });
}

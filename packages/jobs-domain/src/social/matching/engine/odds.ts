import type { MatchModel } from '../model/model.js';
import type { BehaviourCounts } from '../user.js';

/** Behaviour of one user as odds: a pair multiplies two of them instead of adding logits. */
export interface BehaviourOdds {
  /** Odds that the user is liked when shown. */
  readonly received: number;
  /** Odds that the user likes, over the odds of the whole population. */
  readonly given: number;
  /** n / (n + behaviourTrust) for n decisions by and about the user. */
  readonly trust: number;
}

const NEUTRAL: BehaviourOdds = { received: 1, given: 1, trust: 0 };

/** Rates keep this far from 0 and 1, so that odds stay finite in a population where everybody or nobody is liked. */
const MARGIN = 1e-4;

/** Odds of a user, each rate drawn to the population's by `behaviourPrior` imaginary decisions. */
export function behaviourOdds(model: MatchModel, counts: BehaviourCounts): BehaviourOdds {
  if (model.likeRate === null) return NEUTRAL;
  const { behaviourPrior: prior, behaviourTrust: trust } = model.settings;
  const population = bounded(model.likeRate);
  const decisions = counts.shown + counts.seen;
  return {
    received: odds(rate(counts.likesReceived, counts.shown, { prior, population })),
    given: odds(rate(counts.likesGiven, counts.seen, { prior, population })) / odds(population),
    trust: decisions === 0 ? 0 : decisions / (decisions + trust),
  };
}

function rate(likes: number, decisions: number, drawn: { prior: number; population: number }): number {
  const total = decisions + drawn.prior;
  return total === 0 ? drawn.population : bounded((likes + drawn.prior * drawn.population) / total);
}

const bounded = (share: number): number => Math.min(1 - MARGIN, Math.max(MARGIN, share));
const odds = (share: number): number => share / (1 - share);

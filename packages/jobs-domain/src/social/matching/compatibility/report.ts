import { prepareUser, scorePrepared, type PreparedUser } from '../engine/pair.js';
import { lookupOf, type ModelLookup } from '../model/lookup.js';
import type { MatchModel } from '../model/model.js';
import { percentileOf, rawToScore } from '../model/score.js';
import type { MatchUser } from '../user.js';
import type { AreaModel } from './area-model.js';
import { closenessOf, type Closeness } from './closeness.js';
import { factsOf, type Fact } from './facts.js';
import { AREAS, type Area } from './layout.js';
import { encodeReason } from './reason.js';

/** Why two users match: what they share and where they differ. It predicts nothing. */
export interface CompatibilityReport {
  /** The match score of the pair, 0..100. */
  readonly overall: number;
  /** 0..100 per area; `null` where neither user says anything. */
  readonly areas: Readonly<Record<Area, number | null>>;
  /** Codes of the two strongest true reasons, strongest first; see `renderReasons`. */
  readonly reasons: readonly number[];
  /** Code of the largest true difference, if there is one. */
  readonly watch: readonly number[];
  /** Ids of up to three interests in common, rarest first. */
  readonly shared: readonly number[];
}

/** The two models of a report; both are fitted on the same users. */
export interface CompatibilityModels {
  readonly match: MatchModel;
  readonly areas: AreaModel;
}

const REASONS = 2;
const WATCHES = 1;
const SHARED = 3;

/**
 * The report of one pair. Sides in it are the order of the arguments: `first` is `u`.
 *
 * @example
 * const report = compatibilityReport(ada, grace, { match: model, areas });
 * renderReasons(report, layout, 'first'); // ['You are alike in openness.', ...]
 */
export function compatibilityReport(u: MatchUser, v: MatchUser, models: CompatibilityModels): CompatibilityReport {
  return compatibilityReporter(models)(u, v);
}

/** {@link compatibilityReport} for many pairs: the models are prepared once. */
export function compatibilityReporter({
  match,
  areas,
}: CompatibilityModels): (u: MatchUser, v: MatchUser) => CompatibilityReport {
  const lookup = lookupOf(match);
  const score = rawToScore(match);
  return (first, second) => {
    const pair = [prepareUser(lookup, first), prepareUser(lookup, second)] as const;
    const parts = scorePrepared(lookup, ...pair);
    const facts = factsOf({ model: match, layout: areas.layout, average: areas.average }, [first, second], parts);
    return {
      overall: Math.round(score(parts.raw)),
      areas: areaScores(areas, closenessOf(lookup, areas.layout, pair)),
      reasons: strongest(facts, 'yes', REASONS),
      watch: strongest(facts, 'no', WATCHES),
      shared: sharedInterests(pair, lookup),
    };
  };
}

function areaScores(model: AreaModel, closeness: Closeness): Record<Area, number | null> {
  const entries = AREAS.map((area) => {
    const value = closeness[area];
    return [area, value === null ? null : areaScore(model, area, value)];
  });
  return Object.fromEntries(entries) as Record<Area, number | null>;
}

// Nobody can be closer than the same, whatever share of pairs is.
function areaScore({ version, quantiles }: AreaModel, area: Area, closeness: number): number {
  if (closeness >= 1 - 1e-12) return 100;
  const share = version === 'v1' || quantiles[area].length === 0 ? closeness : percentileOf(quantiles[area], closeness);
  return Math.round(100 * share);
}

// A fact is told only when it is true and moves the score in the same direction.
function strongest(facts: readonly Fact[], holds: 'yes' | 'no', most: number): number[] {
  const sign = holds === 'yes' ? 1 : -1;
  const told = facts
    .filter((fact) => fact.holds === holds && sign * fact.contribution > 0)
    .map((fact) => ({ code: encodeReason(fact.reason), strength: sign * fact.contribution }));
  return told
    .sort((a, b) => b.strength - a.strength || a.code - b.code)
    .slice(0, most)
    .map(({ code }) => code);
}

function sharedInterests([u, v]: readonly [PreparedUser, PreparedUser], lookup: ModelLookup): number[] {
  const common = [...u.interests].filter((interest) => v.interests.has(interest));
  return common.sort((a, b) => lookup.idf(b) - lookup.idf(a) || a - b).slice(0, SHARED);
}

import { FUSION_SLOPES } from '../engine/fusion.js';
import type { PairParts } from '../engine/pair.js';
import type { MatchModel } from '../model/model.js';
import type { MatchUser } from '../user.js';
import type { AverageUser } from './area-model.js';
import type { CompatibilityLayout } from './layout.js';
import type { Reason, Side } from './reason.js';

/** Something about a pair, with what it adds to the score compared with the average candidate. */
export interface Fact {
  readonly reason: Reason;
  readonly contribution: number;
  /** Whether it may be said in favour, or as a difference; neither when it is in between or not known. */
  readonly holds: 'yes' | 'no' | 'unclear';
}

/** What facts are gathered from. */
export interface FactSource {
  readonly model: MatchModel;
  readonly layout: CompatibilityLayout;
  readonly average: AverageUser;
}

/** Traits (of percentiles) nearer than this may be called alike, and farther than this different. */
const ALIKE = 0.2;
const APART = 0.4;

interface Direction {
  readonly from: MatchUser;
  readonly to: MatchUser;
  readonly side: Side;
  /** What one point of this direction's weighted sum adds to the reciprocal score. */
  readonly slope: number;
}

/**
 * All facts about a pair. Contributions follow the gradient of the reciprocal score, so that together they are, to first
 * order, how much better than with average partners the two traits-and-wishes directions are.
 */
export function factsOf(source: FactSource, [u, v]: readonly [MatchUser, MatchUser], parts: PairParts): Fact[] {
  const slope = FUSION_SLOPES[source.model.settings.fusion];
  const toward = {
    from: u,
    to: v,
    side: 'first',
    slope: slope(parts.toward.total, parts.back.total) / parts.toward.weight,
  } as const;
  const back = {
    from: v,
    to: u,
    side: 'second',
    slope: slope(parts.back.total, parts.toward.total) / parts.back.weight,
  } as const;
  return merged([
    ...traitFacts(source, toward),
    ...traitFacts(source, back),
    ...preferenceFacts(source, toward),
    ...preferenceFacts(source, back),
  ]);
}

function traitFacts({ model, average }: FactSource, { from, to, side, slope }: Direction): Fact[] {
  const total = from.importance.reduce<number>((sum, importance) => sum + importance, 0);
  return from.importance.flatMap((importance, t) => {
    if (importance === 0) return [];
    const stated = from.ideals?.[t] ?? null;
    const ideal = stated ?? from.traits[t]!;
    const gap = Math.abs(ideal - to.traits[t]!);
    const usual = ideal * ideal - 2 * ideal * average.traits[t]! + average.squares[t]!;
    const contribution = ((slope * model.settings.traits * importance) / total) * (usual - gap * gap);
    const holds = gap <= ALIKE ? 'yes' : gap >= APART ? 'no' : 'unclear';
    return [
      { reason: { about: 'trait', index: t, side: stated === null ? 'both' : side }, contribution, holds },
    ] satisfies Fact[];
  });
}

function preferenceFacts({ model, layout, average }: FactSource, { from, to, side, slope }: Direction): Fact[] {
  const possible = from.preferences.reduce((sum, preference) => sum + preference.importance, 0);
  return from.preferences.flatMap(({ attribute, accepts, importance }) => {
    const index = layout.attributes.findIndex((described) => described.attribute === attribute);
    if (index < 0 || importance === 0) return [];
    const value = to.attributes[attribute];
    const met = value !== undefined && accepts.includes(value);
    const usual = average.values.reduce(
      (sum, [a, v, share]) => sum + (a === attribute && accepts.includes(v) ? share : 0),
      0,
    );
    const contribution = ((slope * model.settings.preferences * importance) / possible) * (Number(met) - usual);
    const holds = met ? 'yes' : value === undefined ? 'unclear' : 'no';
    return [{ reason: { about: 'preference', index, side }, contribution, holds }] satisfies Fact[];
  });
}

// Being alike is one fact for both users, and so are two wishes about one attribute when both are met or both are not.
function merged(facts: readonly Fact[]): Fact[] {
  const byKey = new Map<string, Fact>();
  for (const fact of facts) {
    const { about, index, side } = fact.reason;
    const key = `${about} ${index} ${fact.holds} ${about === 'trait' ? side : ''}`;
    const twin = byKey.get(key);
    byKey.set(key, twin === undefined ? fact : together(twin, fact));
  }
  return [...byKey.values()];
}

function together(one: Fact, other: Fact): Fact {
  const side = one.reason.side === other.reason.side ? one.reason.side : 'both';
  return { ...one, reason: { ...one.reason, side }, contribution: one.contribution + other.contribution };
}

import { lookupOf, type ModelLookup } from '../model/lookup.js';
import type { MatchModel } from '../model/model.js';
import { scoreOf } from '../model/score.js';
import type { MatchUser } from '../user.js';
import { countedInterests } from './build-features.js';
import { FUSIONS } from './fusion.js';
import { behaviourOdds, type BehaviourOdds } from './odds.js';
import { chordSquared, unitVector } from './place.js';

/** Why two users cannot meet. */
export type Refusal = 'self' | 'gender' | 'age' | 'distance' | 'excluded';

/** How well one user suits the wishes of another; every part is in [0, 1]. */
export interface DirectionScore {
  /** Fit of the traits to the stated ideals; 0.5 when no trait matters to the user. */
  readonly traits: number;
  /** Earned over possible points of the soft preferences; `null` without any. */
  readonly preferences: number | null;
  /** Chance of a like by both users' habits; `null` when behaviour is off. */
  readonly behaviour: number | null;
  /** The weighted mean of the parts. */
  readonly total: number;
  /** Sum of the parts' weights. */
  readonly weight: number;
}

/** The parts of a pair and their sum. */
export interface PairParts {
  /** Why the second user cannot stand in the first one's list; `null` when they can. */
  readonly refusal: Refusal | null;
  readonly toward: DirectionScore;
  readonly back: DirectionScore;
  readonly reciprocal: number;
  /** Cosine of the two interest sets, weighted by rarity. */
  readonly interests: number;
  readonly confidence: number;
  readonly raw: number;
}

/** A scored pair: its parts and the score that is stored. */
export interface PairScore extends PairParts {
  /** In [0, 100]. */
  readonly score: number;
}

/** A user with what a pair needs more than once. */
export interface PreparedUser {
  readonly user: MatchUser;
  readonly place: readonly number[];
  readonly maxChord2: number;
  readonly odds: BehaviourOdds;
  readonly interests: ReadonlySet<number>;
  readonly interestNorm: number;
  readonly excluded: ReadonlySet<number>;
}

/**
 * Scores one pair straight from the formulas, in double precision: what the kernels must agree with.
 *
 * @returns the score from `u`'s point of view; the raw score is symmetric, the refusal by exclusion is not.
 * @example
 * scorePair(model, ada, grace).toward.traits; // how well Grace fits what Ada wishes
 */
export function scorePair(model: MatchModel, u: MatchUser, v: MatchUser): PairScore {
  const lookup = lookupOf(model);
  const parts = scorePrepared(lookup, prepareUser(lookup, u), prepareUser(lookup, v));
  return { ...parts, score: scoreOf(model, parts.raw) };
}

/** Prepares a user for {@link scorePrepared}. */
export function prepareUser(lookup: ModelLookup, user: MatchUser): PreparedUser {
  const interests = countedInterests(user, lookup.model.settings);
  return {
    user,
    place: unitVector(user.location).map(Math.fround),
    maxChord2: Math.fround(chordSquared(user.maxKm)),
    odds: behaviourOdds(lookup.model, user.behaviour),
    interests: new Set(interests),
    interestNorm: Math.sqrt(interests.reduce((sum, id) => sum + lookup.idf(id), 0)),
    excluded: new Set(user.excluded),
  };
}

/** Scores a pair of prepared users. */
export function scorePrepared(lookup: ModelLookup, u: PreparedUser, v: PreparedUser): PairParts {
  const { model } = lookup;
  const toward = directionScore(lookup, u, v);
  const back = directionScore(lookup, v, u);
  const reciprocal = FUSIONS[model.settings.fusion](toward.total, back.total);
  const interests = commonInterests(lookup, u, v);
  const share = model.settings.interests;
  const confidence = model.settings.shrink ? Math.sqrt(u.user.confidence * v.user.confidence) : 1;
  const raw = model.meanRaw * (1 - confidence) + confidence * ((1 - share) * reciprocal + share * interests);
  return { refusal: refusalOf(u, v), toward, back, reciprocal, interests, confidence, raw };
}

/** Why `v` cannot stand in `u`'s list, or `null`. */
export function refusalOf(u: PreparedUser, v: PreparedUser): Refusal | null {
  if (u.user.id === v.user.id) return 'self';
  if ((u.user.seeks & v.user.gender) === 0 || (v.user.seeks & u.user.gender) === 0) return 'gender';
  if (!acceptsAge(u.user, v.user) || !acceptsAge(v.user, u.user)) return 'age';
  if (chordBetween(u, v) > Math.min(u.maxChord2, v.maxChord2)) return 'distance';
  return u.excluded.has(v.user.id) ? 'excluded' : null;
}

function acceptsAge(u: MatchUser, v: MatchUser): boolean {
  const age = Math.fround(v.age);
  return age >= Math.fround(u.ageMin) && age <= Math.fround(u.ageMax);
}

function chordBetween(u: PreparedUser, v: PreparedUser): number {
  return (u.place[0]! - v.place[0]!) ** 2 + (u.place[1]! - v.place[1]!) ** 2 + (u.place[2]! - v.place[2]!) ** 2;
}

function directionScore(lookup: ModelLookup, u: PreparedUser, v: PreparedUser): DirectionScore {
  const { settings, likeRate } = lookup.model;
  const trust = likeRate === null ? 0 : settings.behaviour * Math.min(u.odds.trust, v.odds.trust);
  const traits = traitFit(u.user, v.user);
  const preferences = satisfaction(lookup, u.user, v.user);
  const odds = u.odds.given * v.odds.received;
  const behaviour = odds / (1 + odds);
  const preferenceWeight = preferences === null ? 0 : settings.preferences;
  const sum = settings.traits * traits + preferenceWeight * (preferences ?? 0) + trust * behaviour;
  const weight = settings.traits + preferenceWeight + trust;
  return { traits, preferences, behaviour: trust === 0 ? null : behaviour, total: sum / weight, weight };
}

function traitFit(u: MatchUser, v: MatchUser): number {
  let total = 0;
  let missed = 0;
  for (let t = 0; t < u.traits.length; t++) {
    const importance = u.importance[t]!;
    total += importance;
    missed += importance * ((u.ideals?.[t] ?? u.traits[t]!) - v.traits[t]!) ** 2;
  }
  return total === 0 ? 0.5 : 1 - missed / total;
}

function satisfaction(lookup: ModelLookup, u: MatchUser, v: MatchUser): number | null {
  let possible = 0;
  let earned = 0;
  for (const { attribute, accepts, importance } of u.preferences) {
    possible += importance;
    const value = v.attributes[attribute];
    if (value !== undefined && accepts.includes(value) && lookup.column(attribute, value) >= 0) earned += importance;
  }
  return possible === 0 ? null : earned / possible;
}

/** Cosine of two interest sets, weighted by rarity. */
export function commonInterests(lookup: ModelLookup, u: PreparedUser, v: PreparedUser): number {
  let sum = 0;
  for (const id of u.interests) if (v.interests.has(id)) sum += lookup.idf(id);
  return sum === 0 ? 0 : sum / (u.interestNorm * v.interestNorm);
}

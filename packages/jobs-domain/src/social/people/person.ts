import { createHash } from 'node:crypto';

import { checkUsers } from '../matching/engine/check-users.js';
import type { Importance, MatchUser, SoftPreference, WeightedInterest } from '../matching/index.js';
import type { TraitCatalogue } from '../traits/trait-catalogue.js';
import type { PageFacts, PreferenceRow, UserRow } from './people-rows.js';

/** A user ready for matching, with digests that tell whether anything changed since the last look. */
export interface Person {
  readonly user: MatchUser;
  /** Of everything but behaviour that scores with anybody depend on. */
  readonly featureHash: string;
  /** Of who must not appear in the user's own list. */
  readonly exclusionHash: string;
}

/** What a page of people shares. */
export interface PersonSetting {
  readonly catalogue: TraitCatalogue;
  /** See {@link unstatedImportance}. */
  readonly unstated: readonly Importance[];
  readonly genderBit: (gender: string) => number;
}

/**
 * Confidence pulls the whole score of a pair towards the mean, not its traits alone. A quiz that was never taken must not
 * silence wishes, interests and behaviour, or the list would be in no order at all.
 */
const LEAST_CONFIDENCE = 0.2;

/**
 * Puts a person together from the rows of several tables.
 *
 * @throws RangeError naming the user and the field when a value is out of its range.
 */
export function assemblePerson(row: UserRow, facts: PageFacts, setting: PersonSetting): Person {
  const { catalogue, genderBit } = setting;
  const preferences = facts.preferences.get(row.id) ?? [];
  const trait = facts.traits.get(row.id);
  const interests = interestsOf(row.id, facts);
  const excluded = facts.excluded.get(row.id)?.excluded ?? [];
  const user: MatchUser = {
    id: row.id,
    ...traitsOf(row.id, facts, catalogue),
    ...traitWishes(preferences, setting),
    preferences: softPreferences(preferences),
    attributes: attributesOf(row),
    gender: genderBit(row.gender),
    seeks: row.seeks.reduce((bits, gender) => bits | genderBit(gender), 0),
    age: row.age,
    ageMin: row.ageMin,
    ageMax: row.ageMax,
    location: row.latitude === null || row.longitude === null ? null : { lat: row.latitude, lon: row.longitude },
    maxKm: row.maxKm,
    behaviour: behaviourOf(row.id, facts),
    interests,
    excluded,
  };
  checkUsers([user], catalogue.length);
  return {
    user,
    featureHash: digest([row, preferences, trait?.sourceHash ?? null, interests]),
    exclusionHash: digest(excluded),
  };
}

// Traits that are not built yet, or in another layout, are unknown: the middle, with the least confidence.
function traitsOf(
  userId: number,
  facts: PageFacts,
  catalogue: TraitCatalogue,
): Pick<MatchUser, 'traits' | 'confidence'> {
  const row = facts.traits.get(userId);
  if (row === undefined || row.traits.byteLength !== catalogue.length * 4)
    return { traits: catalogue.map(() => 0.5), confidence: LEAST_CONFIDENCE };
  const bytes = Uint8Array.from(row.traits);
  return { traits: [...new Float32Array(bytes.buffer)], confidence: Math.max(LEAST_CONFIDENCE, row.confidence) };
}

// Most people state no wish about traits; they share one list, which keeps a large population small.
function traitWishes(
  preferences: readonly PreferenceRow[],
  { catalogue, unstated }: PersonSetting,
): Pick<MatchUser, 'ideals' | 'importance'> {
  const wishes = preferences.filter(({ kind, key }) => kind === 'trait' && catalogue.includes(key));
  if (wishes.length === 0) return { importance: unstated };
  const ideals: (number | null)[] = catalogue.map(() => null);
  const importance = [...unstated];
  for (const wish of wishes) {
    ideals[catalogue.indexOf(wish.key)] = wish.ideal;
    importance[catalogue.indexOf(wish.key)] = wish.importance as Importance;
  }
  return { ideals, importance };
}

/** What traits matter without a wish: similarity, and on whole domains alone, which are known better than their facets. */
export function unstatedImportance(catalogue: TraitCatalogue): readonly Importance[] {
  return catalogue.map((trait) => (trait.includes('.') ? 0 : 1));
}

function softPreferences(preferences: readonly PreferenceRow[]): SoftPreference[] {
  return preferences
    .filter(({ kind, accepted }) => kind === 'attribute' && accepted !== null && accepted.length > 0)
    .map(({ key, accepted, importance }) => ({
      attribute: key,
      accepts: accepted ?? [],
      importance: importance as Importance,
    }));
}

function attributesOf({ attributes }: UserRow): Record<string, string> {
  const known = Object.entries(attributes ?? {}).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(known.map(([attribute, value]) => [attribute, String(value)]));
}

function interestsOf(userId: number, facts: PageFacts): WeightedInterest[] {
  const row = facts.interests.get(userId);
  return (row?.interestIds ?? []).map((id, index) => ({ id, weight: row?.weights[index] ?? 0 }));
}

function behaviourOf(userId: number, facts: PageFacts): MatchUser['behaviour'] {
  const given = facts.given.get(userId);
  const received = facts.received.get(userId);
  return {
    likesReceived: received?.likes ?? 0,
    shown: received?.decisions ?? 0,
    likesGiven: given?.likes ?? 0,
    seen: given?.decisions ?? 0,
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}

import fc from 'fast-check';
import type { Importance, MatchUser } from '../../src/social/matching/user.js';

/** Traits of every arbitrary user. */
const ARBITRARY_TRAITS = 3;

const share = fc.double({ min: 0, max: 1, noNaN: true });
const importance = fc.constantFrom<Importance[]>(0, 1, 10, 50, 250);
const value = fc.constantFrom('a', 'b', 'c');

const decisions = fc.nat({ max: 60 }).chain((total) => fc.tuple(fc.nat({ max: total }), fc.constant(total)));

const behaviour = fc.tuple(decisions, decisions).map(([[likesReceived, shown], [likesGiven, seen]]) => ({
  likesReceived,
  shown,
  likesGiven,
  seen,
}));

const wishes = {
  traits: fc.array(share, { minLength: ARBITRARY_TRAITS, maxLength: ARBITRARY_TRAITS }),
  ideals: fc.array(fc.option(share), { minLength: ARBITRARY_TRAITS, maxLength: ARBITRARY_TRAITS }),
  importance: fc.array(importance, { minLength: ARBITRARY_TRAITS, maxLength: ARBITRARY_TRAITS }),
  preferences: fc.uniqueArray(
    fc.record({ attribute: fc.constantFrom('diet', 'pets'), accepts: fc.uniqueArray(value), importance }),
    { selector: (preference) => preference.attribute },
  ),
  attributes: fc.dictionary(fc.constantFrom('diet', 'pets'), value),
};

const filters = {
  gender: fc.constantFrom(1, 2, 4),
  seeks: fc.integer({ min: 0, max: 7 }),
  age: fc.integer({ min: 18, max: 60 }),
  ageMin: fc.integer({ min: 18, max: 40 }),
  ageMax: fc.integer({ min: 30, max: 99 }),
  location: fc.option(
    fc.record({
      lat: fc.double({ min: -60, max: 60, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    }),
  ),
  maxKm: fc.option(fc.integer({ min: 1, max: 21_000 })),
};

/** Any valid user but for the id. */
const arbitraryUser: fc.Arbitrary<Omit<MatchUser, 'id'>> = fc.record({
  ...wishes,
  ...filters,
  confidence: share,
  behaviour,
  interests: fc.uniqueArray(fc.record({ id: fc.integer({ min: 1, max: 12 }), weight: share }), {
    selector: (interest) => interest.id,
  }),
  excluded: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
});

/** A population with ids 1..n. */
export const arbitraryUsers: fc.Arbitrary<MatchUser[]> = fc
  .array(arbitraryUser, { minLength: 2, maxLength: 30 })
  .map((users) => users.map((user, i) => ({ ...user, id: i + 1 })));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitMatchModel } from '../model/fit.js';
import type { MatchModel } from '../model/model.js';
import { arbitraryUsers } from '../../../../test/matching/arbitrary-users.js';
import { syntheticUsers } from '../../../../test/matching/synthetic-users.js';
import type { MatchUser } from '../user.js';
import { FUSIONS } from './fusion.js';
import { scorePair } from './pair.js';

const settings = { seed: 20_260_101, numRuns: 60 };

const eachPair = (users: readonly MatchUser[], check: (u: MatchUser, v: MatchUser) => void): void =>
  users.forEach((u) => users.forEach((v) => check(u, v)));

const person = (changes: Partial<MatchUser>): MatchUser => ({
  ...syntheticUsers({ count: 1, traits: 2 })[0]!,
  ideals: [null, null],
  importance: [0, 0],
  preferences: [],
  attributes: {},
  interests: [],
  excluded: [],
  confidence: 1,
  behaviour: { likesReceived: 0, shown: 0, likesGiven: 0, seen: 0 },
  ...changes,
});

describe('scorePair', () => {
  it('is symmetric and within its ranges', () => {
    fc.assert(
      fc.property(arbitraryUsers, fc.constantFrom('v1', 'v2'), (users, version) => {
        const model = fitMatchModel(users, { version });
        eachPair(users, (u, v) => {
          const pair = scorePair(model, u, v);
          expect(pair.raw).toBeCloseTo(scorePair(model, v, u).raw, 12);
          for (const part of [pair.raw, pair.reciprocal, pair.interests, pair.toward.total, pair.back.total]) {
            expect(part).toBeGreaterThanOrEqual(0);
            expect(part).toBeLessThanOrEqual(1 + 1e-12);
          }
          expect(pair.score).toBeGreaterThanOrEqual(0);
          expect(pair.score).toBeLessThanOrEqual(100);
        });
      }),
      settings,
    );
  });

  it('fuses two directions between their minimum and their mean', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (s, t) => {
        const harmonic = FUSIONS.harmonic(s, t);
        const geometric = FUSIONS.geometric(s, t);
        expect(harmonic).toBeGreaterThanOrEqual(Math.min(s, t) - 1e-12);
        expect(harmonic).toBeLessThanOrEqual(geometric + 1e-12);
        expect(geometric).toBeLessThanOrEqual((s + t) / 2 + 1e-12);
      }),
      { ...settings, numRuns: 1_000 },
    );
  });

  it('reproduces the published harmonic examples', () => {
    expect(FUSIONS.harmonic(5 / 12, 1 / 2)).toBeCloseTo(0.4545, 4);
    expect(FUSIONS.harmonic(1 / 12, 1 / 4)).toBeCloseTo(0.125, 10);
    expect(FUSIONS.harmonic(0, 0)).toBe(0);
  });

  it("reproduces OkCupid's worked example of satisfaction", () => {
    const ada = person({ attributes: { tidy: 'no', pets: 'yes' }, preferences: wants({ tidy: 1, pets: 50 }) });
    const grace = person({ id: 2, attributes: { tidy: 'no', pets: 'yes' }, preferences: wants({ tidy: 1, pets: 10 }) });
    const model = fitMatchModel([ada, grace]);
    const pair = scorePair(model, ada, grace);
    expect([pair.toward.preferences, pair.back.preferences]).toEqual([50 / 51, 10 / 11]);
    expect(FUSIONS.geometric(50 / 51, 10 / 11)).toBeCloseTo(0.9441, 4);
  });

  it('never falls when two users find a rare interest in common', () => {
    fc.assert(
      fc.property(arbitraryUsers, (users) => {
        const model = fitMatchModel(users);
        const withRare = (user: MatchUser): MatchUser => ({
          ...user,
          interests: [...user.interests, { id: 999, weight: 1 }],
        });
        eachPair(users, (u, v) => {
          const before = scorePair(model, u, v).raw;
          expect(scorePair(model, withRare(u), withRare(v)).raw).toBeGreaterThanOrEqual(before - 1e-12);
        });
      }),
      settings,
    );
  });

  it('scores the ideal partner with 1 in traits, and the opposite of it with 0', () => {
    const ada = person({ traits: [1, 0], ideals: [1, 0], importance: [250, 1] });
    const model = fitMatchModel([ada]);
    expect(scorePair(model, ada, person({ id: 2, traits: [1, 0] })).toward.traits).toBe(1);
    expect(scorePair(model, ada, person({ id: 2, traits: [0, 1] })).toward.traits).toBe(0);
    expect(scorePair(model, person({ traits: [1, 0] }), ada).toward.traits).toBe(0.5);
  });

  it('counts behaviour once there are decisions, and more with more of them', () => {
    const quiet = person({ id: 1 });
    const liked = person({ id: 2, behaviour: { likesReceived: 90, shown: 100, likesGiven: 90, seen: 100 } });
    const passed = person({ id: 3, behaviour: { likesReceived: 5, shown: 100, likesGiven: 5, seen: 100 } });
    const model = fitMatchModel([quiet, liked, passed]);
    expect(scorePair(model, quiet, liked).toward.behaviour).toBeNull();
    const both = scorePair(model, liked, liked).reciprocal;
    expect(both).toBeGreaterThan(scorePair(model, liked, passed).reciprocal);
    expect(scorePair(model, liked, passed).reciprocal).toBeGreaterThan(scorePair(model, passed, passed).reciprocal);
    const off = fitMatchModel([quiet]);
    expect(scorePair(off, liked, passed).toward.behaviour).toBeNull();
  });

  it('draws uncertain pairs to the mean', () => {
    const users = syntheticUsers({ count: 200, seed: 2 });
    const model = fitMatchModel(users);
    const unsure = scorePair(model, { ...users[0]!, confidence: 0 }, users[1]!);
    expect(unsure.raw).toBeCloseTo(model.meanRaw, 12);
  });

  it.each([
    ['self', {}, { id: 1 }],
    ['gender', { seeks: 1 }, { gender: 2 }],
    ['gender', { gender: 1 }, { seeks: 2 }],
    ['age', { ageMax: 39 }, { age: 40 }],
    ['age', { age: 40 }, { ageMin: 41 }],
    ['distance', { maxKm: 340, location: { lat: 48.86, lon: 2.35 } }, { location: { lat: 51.51, lon: -0.13 } }],
    ['distance', { maxKm: 340 }, { location: null }],
    ['excluded', { excluded: [2] }, {}],
    [null, { maxKm: 345, location: { lat: 48.86, lon: 2.35 } }, { location: { lat: 51.51, lon: -0.13 } }],
    [null, {}, { excluded: [1] }],
  ] as const)('refuses for %s', (refusal, one: Partial<MatchUser>, other: Partial<MatchUser>) => {
    const open = {
      gender: 1,
      seeks: 1,
      age: 40,
      ageMin: 30,
      ageMax: 50,
      maxKm: null,
      location: { lat: 48.86, lon: 2.35 },
    };
    const [u, v] = [person({ id: 1, ...open, ...one }), person({ id: 2, ...open, ...other })];
    expect(scorePair(neutralModel(), u, v).refusal).toBe(refusal);
  });
});

function wants(points: Record<string, 1 | 10 | 50>): MatchUser['preferences'] {
  return Object.entries(points).map(([attribute, importance]) => ({ attribute, accepts: ['yes'], importance }));
}

function neutralModel(): MatchModel {
  return fitMatchModel([person({})]);
}

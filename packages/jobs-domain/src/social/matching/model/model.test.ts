import { describe, expect, it } from 'vitest';
import { buildMatchFeatures } from '../engine/build-features.js';
import { openKernel } from '../engine/open-kernel.js';
import { scorePair } from '../engine/pair.js';
import { allRows } from '../../../../test/matching/lists.js';
import { syntheticUsers } from '../../../../test/matching/synthetic-users.js';
import { matchStatistics, modelDrift } from './drift.js';
import { fitMatchModel } from './fit.js';
import type { MatchModel } from './model.js';
import { percentileOf, scoreOf, tierOf } from './score.js';
import { matchSettings } from './settings.js';

const users = syntheticUsers({ count: 900, seed: 41 });
const model = fitMatchModel(users);

describe('fitMatchModel', () => {
  it('gives the same model for the same users, and survives JSON', () => {
    const again = fitMatchModel([...users].reverse());
    expect(again).toEqual(model);
    expect(JSON.parse(JSON.stringify(model)) as MatchModel).toEqual(model);
  });

  it('changes its digest with a seed, a user or a setting, and the settings digest with settings alone', () => {
    const others = [fitMatchModel(users, { seed: 2 }), fitMatchModel(users.slice(1))];
    for (const other of others) {
      expect(other.digest).not.toBe(model.digest);
      expect(other.settingsDigest).toBe(model.settingsDigest);
    }
    expect(fitMatchModel(users, { settings: { interests: 0.3 } }).settingsDigest).not.toBe(model.settingsDigest);
  });

  it('puts the median eligible pair at 50', () => {
    const features = buildMatchFeatures(users, model);
    const everyPair = openKernel(features, model).topMatches(allRows(features), 1_000).raw.sort();
    const median = scoreOf(model, everyPair[everyPair.length >> 1]!);
    expect(median).toBeGreaterThan(48);
    expect(median).toBeLessThan(52);
  });

  it('knows the score of the best tenth of stored matches before they are stored', () => {
    const features = buildMatchFeatures(users, model);
    const { raw } = openKernel(features, model).topMatches(allRows(features));
    const above = raw.reduce((count, value) => count + Number(scoreOf(model, value) >= model.tierScore), 0);
    expect(above / raw.length).toBeGreaterThan(0.08);
    expect(above / raw.length).toBeLessThan(0.12);
  });

  it('fits a population of nobody, and one where nobody can meet', () => {
    expect(fitMatchModel([]).population).toBe(0);
    expect(fitMatchModel(users.slice(0, 5).map((user) => ({ ...user, seeks: 0 }))).meanRaw).toBe(0.5);
  });

  it('keeps the scores of a version 1 model uncalibrated', () => {
    const first = fitMatchModel(users, { version: 'v1' });
    const pair = scorePair(first, users[0]!, users[1]!);
    expect(pair.score).toBeCloseTo(100 * pair.reciprocal, 10);
    expect(pair.raw).toBe(pair.reciprocal);
  });

  it('names the user and the field of bad input', () => {
    const bad = { ...users[3]!, traits: users[3]!.traits.map(() => 2) };
    expect(() => fitMatchModel([users[0]!, bad])).toThrow('user 4: "traits" must be numbers in [0, 1], received 2');
    expect(() => fitMatchModel([users[0]!, users[0]!])).toThrow('user 1: "id" must be unique in the population');
    const liked = { ...users[0]!, behaviour: { likesReceived: 2, shown: 1, likesGiven: 0, seen: 0 } };
    expect(() => fitMatchModel([liked])).toThrow('likesReceived in 0..shown, received 2 of 1');
    expect(() => matchSettings('v2', { interests: 1.5 })).toThrow('match setting "interests" must be between 0 and 1');
  });
});

describe('a frozen model', () => {
  it('gives the same list to one user as a run over all', () => {
    const features = buildMatchFeatures(users, model);
    const kernel = openKernel(features, model);
    const full = kernel.topMatches(allRows(features));
    const one = kernel.topMatches(Int32Array.of(77));
    const list = full.candidates.subarray(full.starts[77], full.starts[78]);
    expect(one.candidates).toEqual(Int32Array.from(list));
    expect(one.raw).toEqual(full.raw.slice(full.starts[77], full.starts[78]));
  });
});

describe('modelDrift', () => {
  it('keeps a model while little changes', () => {
    const changed = users.map((user, i) => (i % 50 === 0 ? { ...user, interests: [] } : user));
    expect(modelDrift(model, matchStatistics(changed, model))).toEqual({ refit: false, reasons: [] });
  });

  it('asks for a new one when the population, its interests or its likes move', () => {
    const reasons = (changed: typeof users): string =>
      modelDrift(model, matchStatistics(changed, model)).reasons.join('; ');
    expect(reasons(users.slice(0, 700))).toContain('population moved from 900 to 700');
    expect(reasons(users.map((user) => ({ ...user, interests: [{ id: 200, weight: 1 }] })))).toContain(
      'rarity of interest 200',
    );
    const generous = { likesReceived: 9, shown: 10, likesGiven: 9, seen: 10 };
    expect(reasons(users.map((user) => ({ ...user, behaviour: generous })))).toContain('like rate moved');
  });

  it('asks for a new one when a wish has no column, or when the code scores in another way', () => {
    const wish = { ...users[0]!, preferences: [{ attribute: 'pets', accepts: ['cat'], importance: 1 as const }] };
    const now = matchStatistics([wish, ...users.slice(1)], model);
    expect(modelDrift(model, now).reasons).toEqual(['no column for the wanted value pets = cat']);
    const old = { ...model, settingsDigest: 'old' };
    expect(modelDrift(old, matchStatistics(users, model)).refit).toBe(true);
  });
});

describe('scoreOf', () => {
  it('is monotone and ends at 0 and 100', () => {
    const values = Array.from({ length: 1_001 }, (_, i) => scoreOf(model, i / 1_000));
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBe(100);
    values.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(values[Math.max(0, i - 1)]!));
  });

  it('interpolates, and gives equal quantiles the middle of their range', () => {
    expect(percentileOf([0, 1, 2, 3, 4], 2.5)).toBe(0.625);
    expect(percentileOf([0, 1, 1, 1, 2], 1)).toBe(0.5);
    expect(percentileOf([3, 3, 3], 3)).toBe(0.5);
    expect([percentileOf([0, 1], -1), percentileOf([0, 1], 2)]).toEqual([0, 1]);
  });

  it('gives tier A to high scores at the top of a list only', () => {
    const score = model.tierScore;
    expect([
      tierOf(model, 1, score),
      tierOf(model, 50, 100),
      tierOf(model, 51, 100),
      tierOf(model, 1, score - 1),
    ]).toEqual(['A', 'A', 'B', 'B']);
  });
});

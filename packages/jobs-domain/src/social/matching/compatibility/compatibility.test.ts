import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FUSIONS } from '../engine/fusion.js';
import { prepareUser, scorePair, scorePrepared } from '../engine/pair.js';
import { fitMatchModel } from '../model/fit.js';
import { lookupOf } from '../model/lookup.js';
import { syntheticLayout } from '../../../../test/matching/layout.js';
import { syntheticUsers } from '../../../../test/matching/synthetic-users.js';
import type { MatchUser } from '../user.js';
import { fitAreaModel } from './area-model.js';
import { factsOf } from './facts.js';
import { AREAS } from './layout.js';
import { decodeReason, encodeReason, swapSide } from './reason.js';
import { renderReasons } from './render.js';
import { compatibilityReport, compatibilityReporter } from './report.js';

const TRAITS = 9;
const users = syntheticUsers({ count: 400, seed: 51, traits: TRAITS });
const layout = syntheticLayout(TRAITS);
const match = fitMatchModel(users);
const areas = fitAreaModel(users, match, { layout });
const report = compatibilityReporter({ match, areas });
const pairs = users.slice(0, 120).map((user, i) => [user, users[(i * 37 + 200) % 400]!] as const);

describe('compatibilityReport', () => {
  it('is the same from either side, with the sides swapped', () => {
    for (const [u, v] of pairs) {
      const [one, other] = [report(u, v), report(v, u)];
      expect(other).toEqual({ ...one, reasons: one.reasons.map(swapSide), watch: one.watch.map(swapSide) });
      expect(compatibilityReport(u, v, { match, areas })).toEqual(one);
    }
  });

  it('shows the stored score of the pair, and areas in 0..100', () => {
    for (const [u, v] of pairs) {
      const { overall, areas: shown } = report(u, v);
      expect(overall).toBe(Math.round(scorePair(match, u, v).score));
      for (const area of AREAS)
        expect(shown[area] ?? 0).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value <= 100);
    }
  });

  it.each(['v1', 'v2'] as const)('gives the same person 100 in every area (%s)', (version) => {
    const twins = compatibilityReporter({ match, areas: fitAreaModel(users, match, { layout, version }) });
    for (const user of users.slice(0, 60)) {
      const content = {
        ...user,
        preferences: user.preferences.filter((wish) => wish.accepts.includes(user.attributes[wish.attribute] ?? '')),
      };
      const shown = twins(content, { ...content, id: 9_999 });
      for (const area of AREAS)
        expect(shown.areas[area]).toBe(
          area === 'interests' && user.interests.every((i) => i.weight < 0.5) ? null : 100,
        );
      expect(shown.watch.map(decodeReason).filter((reason) => reason.side === 'both')).toEqual([]);
    }
  });

  it('puts a typical pair at 50 in version 2, and shows plain closeness in version 1', () => {
    const communication = pairs.map(([u, v]) => report(u, v).areas.communication!).sort((a, b) => a - b);
    expect(communication[60]).toBeGreaterThan(40);
    expect(communication[60]).toBeLessThan(60);
    const plain = compatibilityReporter({ match, areas: fitAreaModel(users, match, { layout, version: 'v1' }) });
    const far = { ...users[0]!, traits: users[0]!.traits.map((t) => (t < 0.5 ? 1 : 0)) };
    const near = { ...users[0]!, traits: users[0]!.traits.map((t) => (t < 0.5 ? 0 : 1)) };
    expect(plain(far, near).areas.communication).toBe(0);
  });

  it('cites only what the inputs say', () => {
    let told = 0;
    for (const [u, v] of pairs) {
      const { reasons, watch, shared } = report(u, v);
      expect(reasons.length).toBeLessThanOrEqual(2);
      expect(watch.length).toBeLessThanOrEqual(1);
      for (const code of reasons) expect(isTrue(code, [u, v], true)).toBe(true);
      for (const code of watch) expect(isTrue(code, [u, v], false)).toBe(true);
      for (const id of shared)
        expect([u, v].every((user) => user.interests.some((i) => i.id === id && i.weight >= 0.5))).toBe(true);
      told += reasons.length + watch.length;
    }
    expect(told).toBeGreaterThan(200);
  });

  it('lists the rarest common interests first', () => {
    const idf = lookupOf(match).idf;
    const rare = [200, 150, 3, 2, 1].map((id) => ({ id, weight: 1 }));
    const { shared } = report({ ...users[0]!, interests: rare }, { ...users[1]!, interests: rare });
    expect(shared).toHaveLength(3);
    expect(shared).toEqual([200, 150, 3, 2, 1].sort((a, b) => idf(b) - idf(a) || a - b).slice(0, 3));
  });
});

describe('contributions', () => {
  it('add up to what the pair is above the average partner', () => {
    const lookup = lookupOf(match);
    for (const [u, v] of pairs) {
      const [silentU, silentV] = [u, v].map((user) => ({
        ...user,
        behaviour: { likesReceived: 0, shown: 0, likesGiven: 0, seen: 0 },
      })) as [MatchUser, MatchUser];
      const parts = scorePrepared(lookup, prepareUser(lookup, silentU), prepareUser(lookup, silentV));
      const sum = factsOf({ model: match, layout, average: areas.average }, [silentU, silentV], parts).reduce(
        (total, fact) => total + fact.contribution,
        0,
      );
      const [toward, back] = [expected(silentU), expected(silentV)];
      const change = Math.max(Math.abs(parts.toward.total - toward), Math.abs(parts.back.total - back));
      const curvature = 4 / Math.min(parts.toward.total + parts.back.total, toward + back);
      const apart = Math.abs(sum - (parts.reciprocal - FUSIONS.harmonic(toward, back)));
      expect(apart).toBeLessThanOrEqual(curvature * change ** 2 + 1e-9);
    }
  });

  // The mean of one direction over the whole population, pair by pair.
  function expected(user: MatchUser): number {
    const lookup = lookupOf(match);
    const prepared = prepareUser(lookup, user);
    return (
      users.reduce((sum, other) => sum + scorePrepared(lookup, prepared, prepareUser(lookup, other)).toward.total, 0) /
      users.length
    );
  }
});

describe('reason codes', () => {
  it('come back as what they were, in 16 bits', () => {
    const reason = fc.record({
      about: fc.constantFrom('trait' as const, 'preference' as const),
      index: fc.integer({ min: 0, max: 4_094 }),
      side: fc.constantFrom('both' as const, 'first' as const, 'second' as const),
    });
    fc.assert(
      fc.property(reason, (value) => {
        expect(decodeReason(encodeReason(value))).toEqual(value);
        expect(encodeReason(value)).toBeLessThan(2 ** 15);
        expect(swapSide(swapSide(encodeReason(value)))).toBe(encodeReason(value));
      }),
      { seed: 3 },
    );
    expect(() => decodeReason(3)).toThrow('received 3');
  });

  it('become sentences to either reader', () => {
    const one = encodeReason({ about: 'trait', index: 0, side: 'both' });
    const two = encodeReason({ about: 'preference', index: 2, side: 'first' });
    const three = encodeReason({ about: 'trait', index: 4, side: 'second' });
    const stored = { reasons: [one, two], watch: [three] };
    expect(renderReasons(stored, layout, 'first')).toEqual({
      reasons: ['You are alike in trait 0.', 'They fit your wish about diet.'],
      watch: ['In trait 4 you are not what they look for.'],
    });
    expect(renderReasons(stored, layout, 'second')).toEqual({
      reasons: ['You are alike in trait 0.', 'You fit their wish about diet.'],
      watch: ['In trait 4 they are not what you look for.'],
    });
    expect(() =>
      renderReasons(
        { reasons: [encodeReason({ about: 'trait', index: 99, side: 'both' })], watch: [] },
        layout,
        'first',
      ),
    ).toThrow('no trait number 99');
  });
});

describe('fitAreaModel', () => {
  it('survives JSON, and asks for a layout of every trait', () => {
    expect(JSON.parse(JSON.stringify(areas))).toEqual(areas);
    expect(() => fitAreaModel(users, match, { layout: syntheticLayout(3) })).toThrow('all 9 traits, received 3');
  });
});

// Reads the inputs again, without the code that made the reasons.
function isTrue(code: number, [u, v]: readonly [MatchUser, MatchUser], positive: boolean): boolean {
  const { about, index, side } = decodeReason(code);
  const sides = {
    both: [
      [u, v],
      [v, u],
    ],
    first: [[u, v]],
    second: [[v, u]],
  }[side] as [MatchUser, MatchUser][];
  if (about === 'trait') {
    const gap = (from: MatchUser, to: MatchUser): number =>
      Math.abs((side === 'both' ? from.traits[index]! : from.ideals![index]!) - to.traits[index]!);
    return sides.every(([from, to]) => (positive ? gap(from, to) <= 0.2 : gap(from, to) >= 0.4));
  }
  return sides.every(([from, to]) => {
    const { attribute } = layout.attributes[index]!;
    const wish = from.preferences.find((preference) => preference.attribute === attribute);
    const value = to.attributes[attribute];
    return wish !== undefined && value !== undefined && wish.accepts.includes(value) === positive;
  });
}

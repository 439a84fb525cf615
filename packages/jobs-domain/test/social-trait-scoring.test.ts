import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { itemsOfIpipNeo120 } from '../src/social/population/item-bank.js';
import { chance } from '../src/social/population/random.js';
import { normalShareBelow } from '../src/social/traits/normal-distribution.js';
import { positionsOf, traitCatalogue } from '../src/social/traits/trait-catalogue.js';
import { normsDrifted, normsFrom, type TraitNorms } from '../src/social/traits/trait-norms.js';
import { reliability, scoreTraits, type AnswerSum, type TraitVector } from '../src/social/traits/trait-scoring.js';
import { sharedFile } from './fixtures/shared-data.js';
import { alpha } from './fixtures/statistics.js';

const items = itemsOfIpipNeo120();
const catalogue = traitCatalogue(items);
const neutral: TraitNorms = { version: 1, keyHash: '', norms: normsFrom(catalogue, new Map()) };
const measured: TraitNorms = {
  ...neutral,
  norms: catalogue.map((trait) => ({ trait, mean: 0.5, deviation: 0.2, users: 1_000 })),
};

/** Sums as the database makes them: answers from 1 to 5, by item; `undefined` was not answered. */
function sumsOf(answers: readonly (number | undefined)[]): AnswerSum[] {
  const sums = new Map<string, AnswerSum>();
  for (const [index, answer] of answers.entries()) {
    const item = items[index]!;
    if (answer === undefined) continue;
    const keyed = ((item.keyed > 0 ? answer : 6 - answer) - 1) / 4;
    const before = sums.get(item.trait) ?? { trait: item.trait, answers: 0, weight: 0, weighted: 0 };
    sums.set(item.trait, {
      ...before,
      answers: before.answers + 1,
      weight: before.weight + 1,
      weighted: before.weighted + keyed,
    });
  }
  return [...sums.values()];
}

const score = (sums: readonly AnswerSum[], norms = neutral, algoVersion: 'v1' | 'v2' = 'v2'): TraitVector =>
  scoreTraits(sums, { norms, positions: (trait) => positionsOf(trait, catalogue), algoVersion });

const answers = fc.array(fc.constantFrom(1, 2, 3, 4, 5, undefined), { minLength: 120, maxLength: 120 });

describe('scoreTraits', () => {
  it('covers five domains and thirty facets', () => {
    expect(catalogue).toHaveLength(35);
    expect(positionsOf('openness.intellect', catalogue).map((position) => catalogue[position])).toEqual([
      'openness.intellect',
      'openness',
    ]);
  });

  it.each([neutral, measured])('gives exactly the middle for answers in the middle', (norms) => {
    const { traits } = score(sumsOf(items.map(() => 3)), norms);
    expect([...traits]).toEqual(catalogue.map(() => 0.5));
  });

  it('gives the middle, and no confidence, without answers', () => {
    const { traits, confidence } = score([], measured);
    expect([...traits]).toEqual(catalogue.map(() => 0.5));
    expect(confidence).toBe(0);
  });

  it('mirrors a vector when every answer is reversed', () => {
    fc.assert(
      fc.property(answers, fc.constantFrom(neutral, measured), (given, norms) => {
        const there = score(sumsOf(given), norms).traits;
        const back = score(sumsOf(given.map((answer) => answer && 6 - answer)), norms).traits;
        for (const [index, trait] of there.entries()) expect(back[index]).toBeCloseTo(1 - trait, 6);
      }),
    );
  });

  it('does not depend on the order of the sums', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const sums = sumsOf(given);
        expect(score(sums.toReversed(), measured)).toEqual(score(sums, measured));
      }),
    );
  });

  it('stays within 0 and 1, and is surer the more is answered', () => {
    fc.assert(
      fc.property(answers, (given) => {
        const { traits, confidences } = score(sumsOf(given), measured);
        for (const value of [...traits, ...confidences]) expect(value >= 0 && value <= 1).toBe(true);
      }),
    );
    expect([4, 10, 24].map((count) => Number(reliability(count).toFixed(3)))).toEqual([0.571, 0.769, 0.889]);
  });

  it('expects the reliability that a one-factor scale has', () => {
    const draw = chance(11);
    const rows = Array.from({ length: 4_000 }, () => {
      const factor = draw.normal();
      return Array.from({ length: 10 }, () => 0.5 * factor + Math.sqrt(0.75) * draw.normal());
    });
    expect(alpha(rows)).toBeCloseTo(reliability(10), 1.5);
  });
});

describe('the normal distribution', () => {
  it('is exact where tables are', () => {
    expect(normalShareBelow(0)).toBe(0.5);
    expect(normalShareBelow(1.959963984540054)).toBeCloseTo(0.975, 12);
    expect(normalShareBelow(-1)).toBeCloseTo(0.15865525393145707, 14);
    expect([normalShareBelow(-9), normalShareBelow(9)]).toEqual([0, 1]);
  });
});

describe('norms', () => {
  const moved = (by: number): TraitNorms => ({
    ...measured,
    norms: measured.norms.map((norm, index) =>
      index === 3 ? { ...norm, mean: norm.mean + by * norm.deviation } : norm,
    ),
  });

  it('are neutral below two hundred people', () => {
    const moments = new Map([
      [0, { mean: 0.7, deviation: 0.1, users: 199 }],
      [1, { mean: 0.7, deviation: 0.1, users: 200 }],
    ]);
    expect(
      normsFrom(catalogue, moments)
        .slice(0, 2)
        .map(({ mean, users }) => [mean, users]),
    ).toEqual([
      [0.5, 0],
      [0.7, 200],
    ]);
  });

  it('drift when a mean moves by more than a twentieth of its deviation, or the questions change', () => {
    expect(normsDrifted(measured, moved(0.049))).toBe(false);
    expect(normsDrifted(measured, moved(-0.051))).toBe(true);
    expect(normsDrifted(measured, { ...measured, keyHash: 'other' })).toBe(true);
  });
});

const golden = sharedFile('big5/ipip-neo-120/sample-answers-and-scores.json');

describe.skipIf(golden.missing)('a published scored profile', () => {
  interface Scored {
    readonly score: number;
    readonly count: number;
  }
  interface Profile {
    readonly answers: readonly { readonly domain: string; readonly facet: string; readonly score: number }[];
    readonly expected: Readonly<Record<string, Scored & { readonly facet: Readonly<Record<string, Scored>> }>>;
  }
  const LETTERS = { N: 'neuroticism', E: 'extraversion', O: 'openness', A: 'agreeableness', C: 'conscientiousness' };

  it('comes out with the same scores', () => {
    const profile = JSON.parse(readFileSync(golden.file, 'utf8')) as Profile;
    // The profile tells keyed scores in item order; the people answered the raw ones.
    const raw = profile.answers.map((answer, index) => (items[index]!.keyed > 0 ? answer.score : 6 - answer.score));
    const { traits } = score(sumsOf(raw), neutral, 'v1');
    const points = (trait: string, count: number): number =>
      Math.round(traits[catalogue.indexOf(trait)]! * 4 * count + count);
    for (const [letter, domain] of Object.entries(LETTERS)) {
      const expected = profile.expected[letter]!;
      expect(points(domain, expected.count), domain).toBe(expected.score);
      const facets = catalogue.filter((trait) => trait.startsWith(`${domain}.`));
      const found = facets.map((facet) => points(facet, 4)).sort((a, b) => a - b);
      expect(found, domain).toEqual(
        Object.values(expected.facet)
          .map((facet) => facet.score)
          .sort((a, b) => a - b),
      );
    }
  });
});

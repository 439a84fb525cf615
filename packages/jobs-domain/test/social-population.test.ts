import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { drawDecisions } from '../src/social/population/decisions.js';
import { DOMAIN_CORRELATIONS, DOMAIN_NAMES, drawAnswer } from '../src/social/population/five-factors.js';
import { interestCatalogue } from '../src/social/population/interest-names.js';
import { itemsOfIpipNeo120 } from '../src/social/population/item-bank.js';
import { citiesFor, drawPerson } from '../src/social/population/person.js';
import { chance } from '../src/social/population/random.js';
import { populationRows } from '../src/social/population/rows.js';
import { writePopulation } from '../src/social/population/write-population.js';
import { buildWorld } from '../src/social/population/world.js';
import { alpha, correlation, mean } from './fixtures/statistics.js';

const USERS = 2_000;
const settings = { seed: 7, cities: citiesFor(USERS) };
const items = itemsOfIpipNeo120();

/** Keyed answers, 1 to 5: one row per person, one column per item. */
function answerMatrix(): number[][] {
  return Array.from({ length: USERS }, (_, index) => {
    const { id, traits } = drawPerson(index + 1, settings);
    const draw = chance(7, 99, id);
    return items.map((item) => {
      const answer = drawAnswer(draw, traits.facets[item.facet]!, item);
      return item.keyed > 0 ? answer : 6 - answer;
    });
  });
}

function linesOf(seed: number): Map<string, string[]> {
  const source = {
    seed,
    users: 120,
    cities: citiesFor(120),
    asOf: new Date('2026-01-01'),
    interests: interestCatalogue(),
  };
  const rows = populationRows({ ...source, world: buildWorld(source.users, source) });
  return new Map(rows.map(({ table, ...rest }) => [table, [...rest.lines()]]));
}

describe('answers', () => {
  const answers = answerMatrix();
  const scaleOf = (belongs: (trait: string) => boolean): number[][] => {
    const columns = items.flatMap(({ trait }, column) => (belongs(trait) ? [column] : []));
    return answers.map((row) => columns.map((column) => row[column]!));
  };

  it('are as reliable per domain and per facet as the published inventory', () => {
    const domains = DOMAIN_NAMES.map((domain) => alpha(scaleOf((trait) => trait.startsWith(domain))));
    const facets = [...new Set(items.map(({ trait }) => trait))].map((facet) =>
      alpha(scaleOf((trait) => trait === facet)),
    );
    expect(facets).toHaveLength(30);
    expect(mean(domains)).toBeGreaterThan(0.8);
    expect(mean(domains)).toBeLessThan(0.88);
    expect(mean(facets)).toBeGreaterThan(0.63);
    expect(mean(facets)).toBeLessThan(0.73);
  });

  it('correlate between domains as the published factors do, weakened by what a scale measures besides its factor', () => {
    const scores = DOMAIN_NAMES.map((domain) => scaleOf((trait) => trait.startsWith(domain)).map(mean));
    const published: number[] = [];
    const found: number[] = [];
    for (let one = 0; one < scores.length; one += 1) {
      for (let other = 0; other < one; other += 1) {
        published.push(DOMAIN_CORRELATIONS[one]![other]!);
        found.push(correlation(scores[one]!, scores[other]!));
      }
    }
    expect(correlation(published, found)).toBeGreaterThan(0.97);
    for (const [index, value] of found.entries()) expect(Math.abs(value - 0.72 * published[index]!)).toBeLessThan(0.08);
  });

  it('have 55 items keyed against their trait, four per facet', () => {
    expect(items.filter(({ keyed }) => keyed === -1)).toHaveLength(55);
    expect(new Set(items.map(({ trait }) => trait)).size).toBe(30);
  });
});

describe('interests', () => {
  it('have a long tail', () => {
    const lines = linesOf(7).get('UserInterest')!;
    expect(lines.length).toBeGreaterThan(120 * 7);
    const counts = new Map<number, number>();
    for (const line of lines)
      counts.set(Number(line.split('\t')[1]), (counts.get(Number(line.split('\t')[1])) ?? 0) + 1);
    const popular = [...counts.values()].sort((a, b) => b - a);
    const tenth = popular.slice(0, 26).reduce((sum, count) => sum + count, 0);
    // A tenth of the interests takes about half of all mentions, and most of the catalogue is still somebody's.
    expect(tenth / lines.length).toBeGreaterThan(0.4);
    expect(tenth / lines.length).toBeLessThan(0.75);
    expect(popular.length).toBeGreaterThan(150);
  });
});

describe('decisions', () => {
  const world = buildWorld(USERS, settings);
  const decisions = Array.from({ length: 600 }, (_, index) =>
    drawDecisions(world, { seed: 7, index }).map((decision) => ({ ...decision, index, target: decision.targetId - 1 })),
  ).flat();

  it('concern people who can meet, each once', () => {
    expect(decisions.every(({ index, target }) => world.canMeet(index, target))).toBe(true);
    expect(new Set(decisions.map(({ index, target }) => `${index}:${target}`)).size).toBe(decisions.length);
  });

  it('are likes more often the better two truly fit, and the more popular the other is', () => {
    const liked = decisions.map(({ kind }) => (kind === 'like' ? 1 : 0));
    expect(
      correlation(
        liked,
        decisions.map(({ index, target }) => world.trueFit(index, target)),
      ),
    ).toBeGreaterThan(0.2);
    expect(
      correlation(
        liked,
        decisions.map(({ target }) => world.popularity[target]!),
      ),
    ).toBeGreaterThan(0.15);
    expect(mean(liked)).toBeGreaterThan(0.15);
    expect(mean(liked)).toBeLessThan(0.45);
  });
});

describe('a population', () => {
  const digest = (seed: number): string => {
    const hash = createHash('sha256');
    for (const lines of linesOf(seed).values()) for (const line of lines) hash.update(line);
    return hash.digest('hex');
  };

  it('is the same for the same seed and another for another', () => {
    expect(digest(7)).toBe(digest(7));
    expect(digest(7)).not.toBe(digest(8));
  });

  it('refuses a size that it is not made for', async () => {
    const nowhere = { query: () => Promise.resolve([]), transaction: () => Promise.reject(new Error('not reached')) };
    await expect(writePopulation(nowhere, { users: 99 })).rejects.toThrow(
      'Option users is 99: expected an integer from 100 to 100,000',
    );
  });
});

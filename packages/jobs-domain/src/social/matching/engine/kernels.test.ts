import { describe, expect, it } from 'vitest';
import { fitMatchModel } from '../model/fit.js';
import type { MatchVersion } from '../model/model.js';
import { allRows, disagreement, listOf } from '../../../../test/matching/lists.js';
import { syntheticUsers } from '../../../../test/matching/synthetic-users.js';
import type { MatchUser } from '../user.js';
import { buildMatchFeatures } from './build-features.js';
import type { MatchFeatures } from './features.js';
import type { MatchKernel } from './kernel.js';
import { naiveMatcher } from '../../../../test/matching/naive.js';
import { typedKernel } from './typed-kernel.js';
import { wasmKernel } from './wasm-kernel.js';
import { layOut } from './wasm-layout.js';

const clones = (count: number): MatchUser[] => {
  const [twin] = syntheticUsers({ count: 1, seed: 5 });
  const same = { ...twin!, gender: 1, seeks: 1, ageMin: 18, ageMax: 99, maxKm: null, excluded: [] };
  return Array.from({ length: count }, (_, i) => ({ ...same, id: i + 1 }));
};

const everyoneExcluded = (users: MatchUser[]): MatchUser[] =>
  users.map((user) => ({ ...user, excluded: users.map((other) => other.id) }));

const populations: Record<string, () => MatchUser[]> = {
  nobody: () => [],
  'one user': () => syntheticUsers({ count: 1 }),
  'two users who suit each other': () => clones(2),
  'seven users': () => syntheticUsers({ count: 7, seed: 3 }),
  'nationwide, not a multiple of the tile': () => syntheticUsers({ count: 1_357, seed: 7 }),
  'everybody with a distance limit': () => syntheticUsers({ count: 1_203, seed: 8, limited: 1 }),
  'some with a distance limit': () => syntheticUsers({ count: 901, seed: 9, limited: 0.5 }),
  'without interests': () => syntheticUsers({ count: 400, seed: 10, interests: 0 }),
  'without decisions': () => syntheticUsers({ count: 400, seed: 11, active: 0 }),
  'an odd number of traits': () => syntheticUsers({ count: 300, seed: 12, traits: 5 }),
  'everybody excluded': () => everyoneExcluded(syntheticUsers({ count: 90, seed: 13 })),
  'nobody sure of anything': () => syntheticUsers({ count: 300, seed: 14 }).map((user) => ({ ...user, confidence: 0 })),
  'a thousand equal users': () => clones(1_000),
};

const versions: MatchVersion[] = ['v1', 'v2'];

describe.each(Object.entries(populations))('kernels: %s', (_name, make) => {
  it.each(versions)('give the lists of the naive matcher (%s)', (version) => {
    const { users, features, kernels, model } = setup(make(), version);
    const naive = naiveMatcher(users, model);
    const step = Math.ceil(users.length / 150);
    for (const kernel of kernels) {
      const block = kernel.topMatches(allRows(features), 20);
      for (let row = 0; row < users.length; row += step) {
        const problem = disagreement(listOf(features, block, row), naive(features.ids[row]!, Infinity), 20);
        expect(problem, `${kernel.kind}, row ${row}`).toBeNull();
      }
    }
  });
});

describe('kernels', () => {
  const { features, kernels, model, users } = setup(syntheticUsers({ count: 800, seed: 21, limited: 0.2 }), 'v2');

  it('keep the order in which rows were asked for', () => {
    for (const kernel of kernels) {
      const rows = Int32Array.of(500, 3, 799, 3);
      const block = kernel.topMatches(rows);
      const single = [...rows].map((row) => listOf(features, kernel.topMatches(Int32Array.of(row)), 0));
      expect([0, 1, 2, 3].map((i) => listOf(features, block, i))).toEqual(single);
    }
  });

  it('give shorter lists as the beginning of longer ones', () => {
    for (const kernel of kernels) {
      const long = listOf(features, kernel.topMatches(Int32Array.of(42), 150), 0);
      expect(listOf(features, kernel.topMatches(Int32Array.of(42), 7), 0)).toEqual(long.slice(0, 7));
    }
  });

  it('give a pair the same bits from either side', () => {
    for (const kernel of kernels) {
      const block = kernel.topMatches(allRows(features), 1_000);
      const raw = new Map<string, number>();
      users.forEach((user, i) =>
        listOf(features, block, i).forEach((match) => raw.set(`${user.id}-${match.id}`, match.raw)),
      );
      const both = [...raw].filter(([pair]) => raw.has(pair.split('-').reverse().join('-')));
      expect(both.length).toBeGreaterThan(10_000);
      for (const [pair, value] of both) expect(raw.get(pair.split('-').reverse().join('-'))).toBe(value);
    }
  });

  it('find the lists that a row belongs in', () => {
    const naive = naiveMatcher(users, model);
    const lists = users.map((user) => naive(user.id, Infinity));
    const thresholds = Float32Array.from(lists, (list, i) =>
      i % 5 === 0 ? -Infinity : i % 7 === 0 ? Infinity : (list[30]?.raw ?? 0) - 2e-6,
    );
    const rows = Int32Array.of(0, 17, 400, 401, 402, 799);
    for (const kernel of kernels) {
      const block = kernel.rowsAbove(rows, thresholds);
      rows.forEach((row, i) => {
        const id = features.ids[row]!;
        const expected = users.filter((_, v) =>
          lists[v]!.some((match) => match.id === id && match.raw >= thresholds[v]!),
        );
        const found = listOf(features, block, i);
        expect(found.map((match) => match.id).sort((a, b) => a - b)).toEqual(expected.map((user) => user.id));
        expect(found.every((match, n) => n === 0 || match.raw <= found[n - 1]!.raw)).toBe(true);
      });
    }
  });

  it('refuse rows, lengths and thresholds that make no sense', () => {
    for (const kernel of kernels) {
      expect(() => kernel.topMatches(Int32Array.of(800))).toThrow('positions in 0..799, received 800');
      expect(() => kernel.topMatches(Int32Array.of(0), 0)).toThrow('integer in 1..1000, received 0');
      expect(() => kernel.rowsAbove(Int32Array.of(0), new Float32Array(3))).toThrow(
        'one number per user (800), received 3',
      );
    }
  });
});

interface Setup {
  readonly users: MatchUser[];
  readonly model: ReturnType<typeof fitMatchModel>;
  readonly features: MatchFeatures;
  readonly kernels: MatchKernel[];
}

function setup(users: MatchUser[], version: MatchVersion): Setup {
  const model = fitMatchModel(users, { version });
  const features = buildMatchFeatures(users, model);
  return {
    users,
    model,
    features,
    kernels: [typedKernel(features, model), wasmKernel(features, layOut(features, model, 1), 0)],
  };
}

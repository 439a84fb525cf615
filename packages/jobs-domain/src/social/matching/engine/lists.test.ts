import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitMatchModel } from '../model/fit.js';
import { arbitraryUsers } from '../../../../test/matching/arbitrary-users.js';
import { allRows, disagreement, listOf } from '../../../../test/matching/lists.js';
import type { MatchUser } from '../user.js';
import { buildMatchFeatures } from './build-features.js';
import { naiveMatcher } from '../../../../test/matching/naive.js';
import { openKernel } from './open-kernel.js';

const settings = { seed: 20_260_102, numRuns: 60 };

const EARTH_KM = 6371.0088;

describe('lists of arbitrary populations', () => {
  it('are those of the naive matcher', () => {
    fc.assert(
      fc.property(arbitraryUsers, fc.constantFrom('v1', 'v2'), fc.integer({ min: 1, max: 6 }), (users, version, k) => {
        const model = fitMatchModel(users, { version });
        const features = buildMatchFeatures(users, model);
        const block = openKernel(features, model).topMatches(allRows(features), k);
        const naive = naiveMatcher(users, model);
        users.forEach((user, i) =>
          expect(disagreement(listOf(features, block, i), naive(user.id, Infinity), k)).toBeNull(),
        );
      }),
      settings,
    );
  });

  it('hold nobody whom a filter refuses', () => {
    fc.assert(
      fc.property(arbitraryUsers, (users) => {
        for (const [id, list] of lists(users)) {
          for (const other of list) expect(mayStandTogether(users[id - 1]!, users[other - 1]!)).toBe(true);
        }
      }),
      settings,
    );
  });

  it('follow their users when ids are given out in another order', () => {
    const model = (users: readonly MatchUser[]) => fitMatchModel(users);
    fc.assert(
      fc.property(arbitraryUsers, fc.infiniteStream(fc.nat()), (users, numbers) => {
        const renamed = renaming(users.length, numbers);
        const others = users.map((user) => ({ ...user, id: renamed(user.id), excluded: user.excluded.map(renamed) }));
        const before = scoresOf(users, model(users));
        const after = scoresOf(others, model(users));
        for (const [pair, raw] of before) {
          const [u, v] = pair.split('-').map(Number) as [number, number];
          expect(after.get(`${renamed(u)}-${renamed(v)}`)).toBeCloseTo(raw, 6);
        }
        expect(after.size).toBe(before.size);
      }),
      settings,
    );
  });
});

type Model = ReturnType<typeof fitMatchModel>;

// Complete lists, so that ties at the end of a list cannot differ.
function scoresOf(users: readonly MatchUser[], model: Model): Map<string, number> {
  const features = buildMatchFeatures(users, model);
  const block = openKernel(features, model).topMatches(allRows(features), 1_000);
  const entries = Array.from(features.ids, (id, i) =>
    listOf(features, block, i).map((match) => [`${id}-${match.id}`, match.raw] as const),
  );
  return new Map(entries.flat());
}

function lists(users: readonly MatchUser[]): [id: number, others: number[]][] {
  const model = fitMatchModel(users);
  const features = buildMatchFeatures(users, model);
  const block = openKernel(features, model).topMatches(allRows(features));
  return Array.from(features.ids, (id, i) => [id, listOf(features, block, i).map((match) => match.id)]);
}

function renaming(count: number, numbers: fc.Stream<number>): (id: number) => number {
  const keys = [...numbers.take(count)];
  const order = keys.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const names = new Map(order.map((old, i) => [old + 1, 7 * (i + 1)]));
  return (id) => names.get(id) ?? 100_000 + id;
}

// The filters once more, by the haversine formula and from the plain users.
function mayStandTogether(u: MatchUser, v: MatchUser): boolean {
  const accepts = (a: MatchUser, b: MatchUser): boolean =>
    (a.seeks & b.gender) !== 0 && b.age >= a.ageMin && b.age <= a.ageMax;
  const limit = Math.min(u.maxKm ?? Infinity, v.maxKm ?? Infinity);
  return u.id !== v.id && accepts(u, v) && accepts(v, u) && !u.excluded.includes(v.id) && withinKm(u, v, limit);
}

function withinKm(u: MatchUser, v: MatchUser, limit: number): boolean {
  if (limit === Infinity || limit > 6_000) return true;
  if (u.location === null || v.location === null) return u.location === v.location;
  const rad = (degrees: number): number => (degrees * Math.PI) / 180;
  const h =
    Math.sin(rad(u.location.lat - v.location.lat) / 2) ** 2 +
    Math.cos(rad(u.location.lat)) *
      Math.cos(rad(v.location.lat)) *
      Math.sin(rad(u.location.lon - v.location.lon) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h)) <= limit * (1 + 1e-6);
}

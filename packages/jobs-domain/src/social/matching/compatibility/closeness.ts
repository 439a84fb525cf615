import { commonInterests, type PreparedUser } from '../engine/pair.js';
import type { ModelLookup } from '../model/lookup.js';
import type { MatchUser } from '../user.js';
import { AREAS, type Area, type CompatibilityLayout, type DescribedArea } from './layout.js';

/** Closeness of a pair per area in [0, 1]; `null` where neither user says anything. */
export type Closeness = Readonly<Record<Area, number | null>>;

/**
 * How near two users are in each area, the same from either side: nearness of the area's traits, averaged with the
 * satisfaction of the wishes about its attributes where there are any; for interests the weighted cosine.
 */
export function closenessOf(
  lookup: ModelLookup,
  layout: CompatibilityLayout,
  pair: readonly [PreparedUser, PreparedUser],
): Closeness {
  const entries = AREAS.map(
    (area) => [area, area === 'interests' ? interests(lookup, pair) : described(layout, area, pair)] as const,
  );
  return Object.fromEntries(entries) as Record<Area, number | null>;
}

function interests(lookup: ModelLookup, [u, v]: readonly [PreparedUser, PreparedUser]): number | null {
  return u.interests.size === 0 && v.interests.size === 0 ? null : commonInterests(lookup, u, v);
}

function described(
  layout: CompatibilityLayout,
  area: DescribedArea,
  [u, v]: readonly [PreparedUser, PreparedUser],
): number | null {
  const wishes = [satisfaction(layout, area, [u.user, v.user]), satisfaction(layout, area, [v.user, u.user])];
  return mean([traitCloseness(layout, area, [u.user, v.user]), geometricMean(wishes)].filter((part) => part !== null));
}

// 1 less the weighted distance; a trait weighs as much as it matters to the two users, and all the same if to neither.
function traitCloseness(
  layout: CompatibilityLayout,
  area: DescribedArea,
  [u, v]: readonly [MatchUser, MatchUser],
): number | null {
  const traits = layout.traits.flatMap((trait, t) => (trait.area === area ? [t] : []));
  if (traits.length === 0) return null;
  const points = traits.map((t) => u.importance[t]! + v.importance[t]!);
  const total = points.reduce((sum, point) => sum + point, 0);
  const weight = (i: number): number => (total === 0 ? 1 / traits.length : points[i]! / total);
  const squared = traits.reduce((sum, t, i) => sum + weight(i) * (u.traits[t]! - v.traits[t]!) ** 2, 0);
  return 1 - Math.sqrt(squared);
}

// Earned over possible points of u's wishes about the area's attributes.
function satisfaction(
  layout: CompatibilityLayout,
  area: DescribedArea,
  [u, v]: readonly [MatchUser, MatchUser],
): number | null {
  let possible = 0;
  let earned = 0;
  for (const { attribute, accepts, importance } of u.preferences) {
    if (!layout.attributes.some((described) => described.attribute === attribute && described.area === area)) continue;
    possible += importance;
    if (accepts.includes(v.attributes[attribute] ?? '')) earned += importance;
  }
  return possible === 0 ? null : earned / possible;
}

function geometricMean(sides: readonly (number | null)[]): number | null {
  const known = sides.filter((side) => side !== null);
  return known.length === 0 ? null : known.reduce((product, side) => product * side, 1) ** (1 / known.length);
}

function mean(parts: readonly number[]): number | null {
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

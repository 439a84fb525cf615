import { seededRandom } from '../../src/social/matching/model/random.js';
import type { Importance, MatchUser, SoftPreference } from '../../src/social/matching/user.js';

/** What a synthetic population looks like. */
export interface SyntheticOptions {
  readonly count: number;
  readonly seed?: number;
  /** Default 24; with the 16 attribute values that makes 64 columns. */
  readonly traits?: number;
  /** Share of users with a distance limit of 30 to 200 km, in 60 cities; default 0, nationwide. */
  readonly limited?: number;
  /** Share of users who were shown and decided; default 0.8. */
  readonly active?: number;
  /** Largest number of interests per user, of 256 with a Zipf distribution; default 15. */
  readonly interests?: number;
}

const IMPORTANCES: readonly Importance[] = [0, 1, 10, 50, 250];
const ATTRIBUTES = ['smoking', 'children', 'diet', 'religion'] as const;
const VALUES = ['never', 'sometimes', 'often', 'open'] as const;
const CITIES = 60;
const INTERESTS = 256;

/** A reproducible population with ids 1..count, for tests and benchmarks. */
export function syntheticUsers(options: SyntheticOptions): MatchUser[] {
  const draw = drawing(seededRandom(options.seed ?? 1));
  const cities = Array.from({ length: CITIES }, () => ({ lat: 30 + 18 * draw.share(), lon: -120 + 45 * draw.share() }));
  return Array.from({ length: options.count }, (_, i) => {
    const age = 18 + Math.floor(45 * draw.share() ** 1.5);
    const gender = draw.chance(0.5) ? 1 : 2;
    const city = draw.one(cities);
    return {
      id: i + 1,
      ...traits(draw, options.traits ?? 24),
      ...taste(draw),
      gender,
      seeks: draw.chance(0.88) ? 3 - gender : draw.chance(0.5) ? gender : 3,
      age,
      ageMin: age - 4 - Math.floor(14 * draw.share()),
      ageMax: age + 4 + Math.floor(14 * draw.share()),
      location: draw.chance(0.97) ? { lat: city.lat + 0.3 * draw.share(), lon: city.lon + 0.3 * draw.share() } : null,
      maxKm: draw.chance(options.limited ?? 0) ? 30 + 170 * draw.share() : null,
      behaviour: behaviour(draw, options.active ?? 0.8),
      interests: interests(draw, options.interests ?? 15),
      excluded: Array.from(
        { length: Math.floor(6 * draw.share()) },
        () => 1 + Math.floor(options.count * draw.share()),
      ),
    };
  });
}

interface Drawing {
  share(): number;
  chance(share: number): boolean;
  one<T>(values: readonly T[]): T;
}

function drawing(share: () => number): Drawing {
  return { share, chance: (limit) => share() < limit, one: (values) => values[Math.floor(share() * values.length)]! };
}

function traits(draw: Drawing, count: number) {
  const list = <T>(make: () => T): T[] => Array.from({ length: count }, make);
  return {
    traits: list(() => draw.share()),
    ideals: list(() => (draw.chance(0.3) ? draw.share() : null)),
    importance: list(() => draw.one(IMPORTANCES)),
    confidence: draw.share(),
  };
}

function taste(draw: Drawing) {
  const preferences: SoftPreference[] = ATTRIBUTES.filter(() => draw.chance(0.4)).map((attribute) => ({
    attribute,
    accepts: VALUES.filter(() => draw.chance(0.5)),
    importance: draw.one(IMPORTANCES),
  }));
  const own = ATTRIBUTES.filter(() => draw.chance(0.9)).map((attribute) => [attribute, draw.one(VALUES)]);
  return { preferences, attributes: Object.fromEntries(own) as Record<string, string> };
}

function behaviour(draw: Drawing, active: number) {
  if (!draw.chance(active)) return { likesReceived: 0, shown: 0, likesGiven: 0, seen: 0 };
  const shown = Math.floor(80 * draw.share());
  const seen = Math.floor(120 * draw.share());
  return {
    shown,
    seen,
    likesReceived: Math.floor(shown * draw.share() ** 2),
    likesGiven: Math.floor(seen * draw.share() ** 2),
  };
}

function interests(draw: Drawing, most: number) {
  const ids = Array.from({ length: Math.floor((most + 1) * draw.share()) }, () =>
    Math.floor(INTERESTS ** draw.share()),
  );
  return [...new Set(ids)].map((id) => ({ id, weight: 0.4 + 0.6 * draw.share() }));
}

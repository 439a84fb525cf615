import { buildMatchFeatures } from '../engine/build-features.js';
import { prepareUser } from '../engine/pair.js';
import { lookupOf } from '../model/lookup.js';
import type { MatchModel } from '../model/model.js';
import { samplePairs } from '../model/sample-pairs.js';
import { quantilesOf } from '../model/score.js';
import { digestOf } from '../model/settings.js';
import type { MatchUser } from '../user.js';
import { closenessOf, type Closeness } from './closeness.js';
import { AREAS, type Area, type CompatibilityLayout } from './layout.js';

/** `v1` shows closeness as it is; `v2` its percentile among eligible pairs, so that 50 is a typical pair. */
export type CompatibilityVersion = 'v1' | 'v2';

/** What the average user is like: the yardstick of reasons. */
export interface AverageUser {
  /** Mean of each trait, and of its square. */
  readonly traits: readonly number[];
  readonly squares: readonly number[];
  /** Share of users with each value: [attribute, value, share]. */
  readonly values: readonly (readonly [attribute: string, value: string, share: number])[];
}

/** A fitted, frozen description of how reports are made; plain JSON. */
export interface AreaModel {
  readonly version: CompatibilityVersion;
  readonly layout: CompatibilityLayout;
  readonly average: AverageUser;
  /** Closeness at evenly spaced ranks of eligible pairs; empty for an area that no pair has anything in. */
  readonly quantiles: Readonly<Record<Area, readonly number[]>>;
  /** Changes with anything that changes a report. */
  readonly digest: string;
}

/** Settings of {@link fitAreaModel}. */
export interface AreaFitOptions {
  readonly layout: CompatibilityLayout;
  /** Default `v2`. */
  readonly version?: CompatibilityVersion;
  /** Seed of the sampled pairs; default 1. */
  readonly seed?: number;
}

const PAIRS = 10_000;
const QUANTILES = 101;

/**
 * Fits what reports need to know about the population.
 *
 * @throws RangeError when the layout does not describe every trait.
 */
export function fitAreaModel(users: readonly MatchUser[], model: MatchModel, options: AreaFitOptions): AreaModel {
  const { layout, version = 'v2', seed = 1 } = options;
  if (layout.traits.length !== model.traitCount) {
    throw new RangeError(
      `a compatibility layout must describe all ${model.traitCount} traits, received ${layout.traits.length}`,
    );
  }
  const quantiles = areaQuantiles(sampledCloseness(users, model, { layout, seed }));
  const fitted = { version, layout, average: averageOf(users, model), quantiles };
  return { ...fitted, digest: digestOf({ ...fitted, match: model.digest }) };
}

function sampledCloseness(
  users: readonly MatchUser[],
  model: MatchModel,
  { layout, seed }: { layout: CompatibilityLayout; seed: number },
): Closeness[] {
  const lookup = lookupOf(model);
  const ordered = [...users].sort((a, b) => a.id - b.id);
  const pairs = samplePairs(buildMatchFeatures(users, model), { pairs: PAIRS, seed });
  return pairs.map(({ u, v }) =>
    closenessOf(lookup, layout, [prepareUser(lookup, ordered[u]!), prepareUser(lookup, ordered[v]!)]),
  );
}

function areaQuantiles(pairs: readonly Closeness[]): Record<Area, readonly number[]> {
  const entries = AREAS.map((area) => {
    const known = pairs.map((pair) => pair[area]).filter((closeness) => closeness !== null);
    return [area, known.length === 0 ? [] : quantilesOf(Float64Array.from(known), QUANTILES)];
  });
  return Object.fromEntries(entries) as Record<Area, readonly number[]>;
}

function averageOf(users: readonly MatchUser[], model: MatchModel): AverageUser {
  const mean = (value: (user: MatchUser) => number): number =>
    users.reduce((sum, user) => sum + value(user), 0) / Math.max(1, users.length);
  const perTrait = (value: (trait: number) => number): number[] =>
    Array.from({ length: model.traitCount }, (_, t) => mean((user) => value(user.traits[t]!)));
  const values = model.attributes.flatMap(({ attribute, values: wanted }) =>
    wanted.map((value) => [attribute, value, mean((user) => Number(user.attributes[attribute] === value))] as const),
  );
  return { traits: perTrait((trait) => trait), squares: perTrait((trait) => trait ** 2), values };
}

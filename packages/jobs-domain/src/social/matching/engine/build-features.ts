import { lookupOf, type ModelLookup } from '../model/lookup.js';
import type { MatchModel, MatchSettings } from '../model/model.js';
import type { MatchUser } from '../user.js';
import { checkUsers } from './check-users.js';
import type { MatchFeatures } from './features.js';
import { behaviourOdds } from './odds.js';
import { chordSquared, unitVector } from './place.js';
import { compressRows, sharedFloat32, sharedFloat64, sharedUint8 } from './shared-arrays.js';
import { wishColumns, writeWishes } from './wishes.js';

/**
 * Lays a population out for the kernels.
 *
 * @param users - any order; excluded ids that are not among them are ignored.
 * @throws RangeError when a user is not valid for the model; the message names user and field.
 * @example
 * const features = buildMatchFeatures(users, model);
 * const pool = await openMatchPool(features, model);
 */
export function buildMatchFeatures(users: readonly MatchUser[], model: MatchModel): MatchFeatures {
  checkUsers(users, model.traitCount);
  const lookup = lookupOf(model);
  const ordered = [...users].sort((a, b) => a.id - b.id);
  return {
    modelDigest: model.digest,
    count: ordered.length,
    ids: sharedFloat64(ordered.map((user) => user.id)),
    ...wishes(lookup, ordered),
    ...filters(ordered),
    ...behaviour(model, ordered),
    ...interests(lookup, ordered),
    ...exclusions(ordered),
  };
}

/** The interests of a user that count under some settings, ascending and without duplicates. */
export function countedInterests(user: MatchUser, settings: MatchSettings): number[] {
  const counted = user.interests.filter((interest) => interest.weight >= settings.interestFloor);
  return [...new Set(counted.map((interest) => interest.id))].sort((a, b) => a - b);
}

function wishes(lookup: ModelLookup, users: readonly MatchUser[]) {
  const dim = Math.ceil(wishColumns(lookup) / 4) * 4;
  const want = sharedFloat32(users.length * dim);
  const have = sharedFloat32(users.length * dim);
  const base = sharedFloat32(users.length);
  const weight = sharedFloat32(users.length);
  users.forEach((user, position) => {
    const constants = writeWishes(lookup, user, { want, have, offset: position * dim });
    base[position] = constants.base;
    weight[position] = constants.weight;
  });
  return { dim, want, have, base, weight };
}

function filters(users: readonly MatchUser[]) {
  const places = users.map((user) => unitVector(user.location));
  return {
    gender: sharedUint8(users.map((user) => user.gender)),
    seeks: sharedUint8(users.map((user) => user.seeks)),
    age: sharedFloat32(users.map((user) => user.age)),
    ageMin: sharedFloat32(users.map((user) => user.ageMin)),
    ageMax: sharedFloat32(users.map((user) => user.ageMax)),
    x: sharedFloat32(places.map(([x]) => x)),
    y: sharedFloat32(places.map(([, y]) => y)),
    z: sharedFloat32(places.map(([, , z]) => z)),
    maxChord2: sharedFloat32(users.map((user) => chordSquared(user.maxKm))),
  };
}

function behaviour(model: MatchModel, users: readonly MatchUser[]) {
  const odds = users.map((user) => behaviourOdds(model, user.behaviour));
  return {
    receivedOdds: sharedFloat32(odds.map((user) => user.received)),
    givenOdds: sharedFloat32(odds.map((user) => user.given)),
    trust: sharedFloat32(odds.map((user) => user.trust)),
    confidence: sharedFloat32(users.map((user) => (model.settings.shrink ? Math.sqrt(user.confidence) : 1))),
  };
}

function interests(lookup: ModelLookup, users: readonly MatchUser[]) {
  const sets = users.map((user) => countedInterests(user, lookup.model.settings));
  const known = [...new Set(sets.flat())].sort((a, b) => a - b);
  const dense = new Map(known.map((id, index) => [id, index]));
  const rows = compressRows(sets.map((set) => set.map((id) => dense.get(id) ?? 0)));
  const norm = (set: readonly number[]): number => Math.sqrt(set.reduce((sum, id) => sum + lookup.idf(id), 0));
  return {
    interestStart: rows.starts,
    interestIds: rows.values,
    idf: sharedFloat32(known.map((id) => lookup.idf(id))),
    interestNorm: sharedFloat32(sets.map(norm)),
  };
}

function exclusions(users: readonly MatchUser[]) {
  const positions = new Map(users.map((user, position) => [user.id, position]));
  const rows = compressRows(
    users.map((user) => {
      const known = user.excluded.map((id) => positions.get(id)).filter((position) => position !== undefined);
      return [...new Set(known)].sort((a, b) => a - b);
    }),
  );
  return { excludedStart: rows.starts, excluded: rows.values };
}

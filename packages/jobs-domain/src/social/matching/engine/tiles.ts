import type { MatchFeatures } from './features.js';

/** Most users of a tile. A multiple of 8, the width of the compiled kernel's panels. */
export const TILE_USERS = 256;

/** Tiles end early where the place changes, but not below this many users. */
const TILE_MINIMUM = 64;

/** Users side by side in the kernel order, with the bounds of what they are and accept, so that a tile is skipped whole. */
export interface Tile {
  /** Range in the kernel order. */
  readonly from: number;
  readonly to: number;
  /** All users of a tile have one gender and one wish. */
  readonly gender: number;
  readonly seeks: number;
  readonly youngest: number;
  readonly oldest: number;
  readonly acceptsFrom: number;
  readonly acceptsTo: number;
  /** Smallest and largest coordinates: x, y, z, x, y, z. */
  readonly box: Float32Array;
  /** Shortest and longest distance limit. */
  readonly minChord2: number;
  readonly maxChord2: number;
}

/** A population in kernel order. */
export interface TiledOrder {
  /** Position of the n-th user of the kernel order. */
  readonly order: Int32Array;
  readonly tiles: readonly Tile[];
}

/**
 * Sorts a population so that those who can meet are neighbours: by gender and wish, then by place where most users limit
 * the distance, then by age; and cuts it into tiles.
 */
export function tiledOrder(features: MatchFeatures): TiledOrder {
  const places = placeKeys(features);
  const group = (p: number): number => features.gender[p]! * 256 + features.seeks[p]!;
  const compare = (a: number, b: number): number =>
    group(a) - group(b) || places[a]! - places[b]! || features.age[a]! - features.age[b]! || a - b;
  const order = Int32Array.from({ length: features.count }, (_, p) => p).sort(compare);
  const tiles: Tile[] = [];
  let from = 0;
  while (from < order.length) {
    const to = tileEnd(order, from, { group, places });
    tiles.push(tileOf(features, order.subarray(from, to), from));
    from = to;
  }
  return { order, tiles };
}

/** Whether a user can be eligible with anybody of a tile, as far as the tile's bounds tell. */
export function mayMeet(features: MatchFeatures, u: number, tile: Tile): boolean {
  if ((features.seeks[u]! & tile.gender) === 0 || (tile.seeks & features.gender[u]!) === 0) return false;
  if (tile.oldest < features.ageMin[u]! || tile.youngest > features.ageMax[u]!) return false;
  if (tile.acceptsTo < features.age[u]! || tile.acceptsFrom > features.age[u]!) return false;
  const place = [features.x[u]!, features.y[u]!, features.z[u]!];
  const gap = place.reduce(
    (sum, at, axis) => sum + Math.max(0, tile.box[axis]! - at, at - tile.box[axis + 3]!) ** 2,
    0,
  );
  return gap <= Math.min(features.maxChord2[u]!, tile.maxChord2);
}

interface Keys {
  readonly group: (position: number) => number;
  readonly places: Float64Array;
}

function tileEnd(order: Int32Array, from: number, { group, places }: Keys): number {
  const limit = Math.min(order.length, from + TILE_USERS);
  for (let at = from + 1; at < limit; at++) {
    const here = order[at]!;
    if (group(here) !== group(order[from]!)) return at;
    if (at - from >= TILE_MINIMUM && places[here] !== places[order[at - 1]!]) return at;
  }
  return limit;
}

function tileOf(f: MatchFeatures, members: Int32Array, from: number): Tile {
  const low = (column: Float32Array): number => members.reduce((least, p) => Math.min(least, column[p]!), Infinity);
  const high = (column: Float32Array): number => members.reduce((most, p) => Math.max(most, column[p]!), -Infinity);
  return {
    from,
    to: from + members.length,
    gender: f.gender[members[0]!]!,
    seeks: f.seeks[members[0]!]!,
    youngest: low(f.age),
    oldest: high(f.age),
    acceptsFrom: low(f.ageMin),
    acceptsTo: high(f.ageMax),
    box: Float32Array.of(low(f.x), low(f.y), low(f.z), high(f.x), high(f.y), high(f.z)),
    minChord2: low(f.maxChord2),
    maxChord2: high(f.maxChord2),
  };
}

// A number per user that is near for near places (a Morton code of half-degree cells), or 0 for all where few limit
// the distance.
function placeKeys(features: MatchFeatures): Float64Array {
  const keys = new Float64Array(features.count);
  const limited = features.maxChord2.reduce((users, limit) => users + Number(limit < Infinity), 0);
  if (limited * 2 < features.count) return keys;
  return keys.map((_, p) => {
    const lat = Math.asin(Math.max(-1, Math.min(1, features.z[p]!)));
    const lon = Math.atan2(features.y[p]!, features.x[p]!);
    return morton(Math.floor(((lat + Math.PI / 2) * 360) / Math.PI), Math.floor(((lon + Math.PI) * 360) / Math.PI));
  });
}

// The bits of two numbers below 1,024, interleaved.
function morton(a: number, b: number): number {
  let code = 0;
  for (let bit = 0; bit < 10; bit++) code |= (((a >> bit) & 1) << (2 * bit + 1)) | (((b >> bit) & 1) << (2 * bit));
  return code;
}

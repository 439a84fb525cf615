import type { ModelLookup } from '../model/lookup.js';
import type { MatchUser } from '../user.js';

/**
 * Where a user's own facts and wishes go. With K traits the columns are t (K), t squared (K), then one column per
 * attribute value; 1 - sum(w (d - t)^2) opens into a constant and one product with each of t and t squared.
 */
export interface WishRow {
  readonly want: Float32Array;
  readonly have: Float32Array;
  /** First column of the row. */
  readonly offset: number;
}

/** The part of a direction that does not depend on the other user. */
export interface WishConstants {
  readonly base: number;
  readonly weight: number;
}

/** Unpadded number of columns of a model. */
export function wishColumns(lookup: ModelLookup): number {
  return 2 * lookup.model.traitCount + lookup.columns;
}

/** Fills one user's row of `want` and `have`. */
export function writeWishes(lookup: ModelLookup, user: MatchUser, row: WishRow): WishConstants {
  writeFacts(lookup, user, row);
  const base = writeTraitWishes(lookup, user, row);
  const preferences = writePreferences(lookup, user, row);
  return { base, weight: lookup.model.settings.traits + preferences };
}

function writeFacts(lookup: ModelLookup, user: MatchUser, { have, offset }: WishRow): void {
  const traits = lookup.model.traitCount;
  for (let t = 0; t < traits; t++) {
    have[offset + t] = user.traits[t]!;
    have[offset + traits + t] = user.traits[t]! ** 2;
  }
  for (const attribute in user.attributes) {
    const column = lookup.column(attribute, user.attributes[attribute]!);
    if (column >= 0) have[offset + 2 * traits + column] = 1;
  }
}

// Returns the constant; half the weight when no trait matters to the user, which is neither a fit nor a misfit.
function writeTraitWishes(lookup: ModelLookup, user: MatchUser, { want, offset }: WishRow): number {
  const { traitCount: traits, settings } = lookup.model;
  const total = sum(user.importance);
  if (total === 0) return settings.traits / 2;
  let missed = 0;
  for (let t = 0; t < traits; t++) {
    const share = (settings.traits * user.importance[t]!) / total;
    const ideal = user.ideals?.[t] ?? user.traits[t]!;
    want[offset + t] = 2 * share * ideal;
    want[offset + traits + t] = -share;
    missed += share * ideal * ideal;
  }
  return settings.traits - missed;
}

// Returns the weight of the preferences: none for a user who has none.
function writePreferences(lookup: ModelLookup, user: MatchUser, { want, offset }: WishRow): number {
  const { traitCount, settings } = lookup.model;
  const possible = sum(user.preferences.map((preference) => preference.importance));
  if (possible === 0) return 0;
  for (const { attribute, accepts, importance } of user.preferences) {
    for (const value of new Set(accepts)) {
      const column = lookup.column(attribute, value);
      if (column >= 0) want[offset + 2 * traitCount + column]! += (settings.preferences * importance) / possible;
    }
  }
  return settings.preferences;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

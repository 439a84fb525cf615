import { lookupOf } from '../../src/social/matching/model/lookup.js';
import type { MatchModel } from '../../src/social/matching/model/model.js';
import type { MatchUser } from '../../src/social/matching/user.js';
import { prepareUser, refusalOf, scorePrepared } from '../../src/social/matching/engine/pair.js';

/** A candidate of a naive list. */
export interface NaiveMatch {
  readonly id: number;
  readonly raw: number;
}

/**
 * The obvious implementation over plain objects: every pair, one by one, then a sort. It is the oracle of the tests and
 * the baseline of the benchmark; nothing else uses it.
 */
export function naiveMatcher(users: readonly MatchUser[], model: MatchModel): (id: number, k?: number) => NaiveMatch[] {
  const lookup = lookupOf(model);
  const everyone = users.map((user) => prepareUser(lookup, user));
  const byId = new Map(everyone.map((prepared) => [prepared.user.id, prepared]));
  return (id, k = 200) => {
    const u = byId.get(id);
    if (u === undefined) throw new RangeError(`user ${id} is not in the population of ${users.length}`);
    const matches: NaiveMatch[] = [];
    for (const v of everyone) {
      if (refusalOf(u, v) === null) matches.push({ id: v.user.id, raw: scorePrepared(lookup, u, v).raw });
    }
    return matches.sort((a, b) => b.raw - a.raw || a.id - b.id).slice(0, k);
  };
}

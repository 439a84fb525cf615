import { disagreement } from './internals.js';
import type { Field } from './contestants.js';

/** Whether all contestants gave the same lists, and where not. */
export interface Agreement {
  readonly same: boolean;
  readonly checkedUsers: number;
  /** Share of all pairs of checked users that every filter lets through. */
  readonly eligibleShare: number;
  readonly problems: readonly string[];
}

const CHECKED_USERS = 40;

/** Compares complete lists of some users with the oracle. */
export function checkAgreement({ contestants, ids, oracle }: Field): Agreement {
  const checked = ids.slice(0, CHECKED_USERS);
  const complete = checked.map((id) => oracle(id));
  const problems = contestants.flatMap((contestant) =>
    contestant.lists(checked).flatMap((list, i) => {
      const problem = disagreement(list, complete[i] ?? [], 200);
      return problem === null ? [] : [`${contestant.name}, user ${checked[i]}: ${problem}`];
    }),
  );
  const eligible = complete.reduce((sum, list) => sum + list.length, 0);
  const eligibleShare = eligible / (checked.length * (ids.length - 1));
  return { same: problems.length === 0, checkedUsers: checked.length, eligibleShare, problems };
}

import { disagreement } from '../../packages/jobs-domain/src/social/matching/testing/lists.js';
import type { Field } from './contestants.js';

/** Whether all contestants gave the same lists, and where not. */
export interface Agreement {
  readonly same: boolean;
  readonly checkedUsers: number;
  readonly problems: readonly string[];
}

const CHECKED_USERS = 40;

/** Compares complete lists of some users with the oracle. */
export function checkAgreement({ contestants, ids, oracle }: Field): Agreement {
  const checked = ids.slice(0, CHECKED_USERS);
  const complete = checked.map((id) => oracle(id));
  const problems = contestants.flatMap((contestant) =>
    contestant.lists(checked).flatMap((list, i) => {
      const problem = disagreement(list, complete[i]!, 200);
      return problem === null ? [] : [`${contestant.name}, user ${checked[i]}: ${problem}`];
    }),
  );
  return { same: problems.length === 0, checkedUsers: checked.length, problems };
}

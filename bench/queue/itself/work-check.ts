import type { Left, WorkResult } from './tasks/work.js';

/** What workers had, and what there must be of it afterwards. */
export interface Expected {
  /** Unfinished runs before they worked. */
  readonly before: number;
  /** Finished runs before they worked. */
  readonly finishedBefore: number;
  /** How many handlers a run may have begun in: 1, or 2 for one whose worker was killed. */
  readonly begunAtMost?: number;
}

/** Why the work of these workers does not count: runs that were lost, handled twice or settled twice. Empty when all is well. */
export function faultsOf(workers: readonly WorkResult[], left: Left, expected: Expected): string[] {
  const { before, finishedBefore, begunAtMost = 1 } = expected;
  const faults: string[] = [];
  const expect = (what: string, received: number, wanted: number): void => {
    if (received !== wanted) faults.push(`${what}: expected ${wanted}, found ${received}`);
  };
  const settled = workers.reduce((sum, { settledAt }) => sum + settledAt.length, 0);
  expect('runs begun more often than they may', countBegunAbove(workers, begunAtMost), 0);
  expect('runs left waiting', left.waiting, before - settled);
  expect('runs left active', left.active, 0);
  expect('runs failed', left.failed, 0);
  expect('finished runs in the store', left.finished, finishedBefore + settled);
  return faults;
}

function countBegunAbove(workers: readonly WorkResult[], most: number): number {
  const times = new Map<number, number>();
  for (const { begun } of workers) for (const run of begun) times.set(run, (times.get(run) ?? 0) + 1);
  return [...times.values()].filter((count) => count > most).length;
}

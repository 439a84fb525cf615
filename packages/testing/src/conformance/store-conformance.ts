import type { Store } from '@nightshift/core';
import { StoreUnderTest } from './store-under-test.js';
import { Subject } from './subject.js';
import type { Suite, TestCase } from './suite.js';
import { suites } from './suites.js';
import type { Skip, StoreTarget, Without } from './target.js';

/** The test functions of the caller's runner: those of vitest, jest or `node:test` (`before` and `after` there) fit. */
export interface TestFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: {
    (name: string, run: () => Promise<void>): unknown;
    skip(name: string, run: () => Promise<void>): unknown;
  };
  readonly beforeAll: (run: () => Promise<void>) => unknown;
  readonly afterAll: (run: () => Promise<void>) => unknown;
}

export interface StoreConformanceOptions<Tx> extends TestFunctions {
  /** Shown before every test: `conformance: <name>`. */
  readonly name: string;
  /** Called once for each suite. */
  readonly createStore: () => Promise<StoreTarget<Tx>>;
  /** What the store is made without, and why. */
  readonly without?: readonly Without[];
  /** What the store does not pass yet, and why; shown in the output. */
  readonly skip?: readonly Skip[];
}

/**
 * Tests that a store keeps every promise of the {@link Store} contract: the whole test of an adapter is this one call.
 *
 * @example
 * // node --test memory-store.test.ts; with vitest, pass its own describe, it, beforeAll and afterAll.
 * import { after, before, describe, it } from 'node:test';
 *
 * storeConformance({
 *   name: 'memory',
 *   describe,
 *   it,
 *   beforeAll: before,
 *   afterAll: after,
 *   createStore: async () => {
 *     const clock = manualClock();
 *     return { store: memoryStore({ clock }), clock, dispose: async () => {} };
 *   },
 *   without: [
 *     { power: 'transactions', reason: 'memory has none' },
 *     { power: 'connect', reason: 'no other process can open it' },
 *     { power: 'reopen', reason: 'a crash takes the data along' },
 *   ],
 * });
 */
export function storeConformance<Tx>(options: StoreConformanceOptions<Tx>): void {
  const { describe, name, skip = [] } = options;
  checkSkips(skip);
  describe(`conformance: ${name}`, () => {
    for (const suite of suites) describe(suite.name, () => registerSuite(suite, options));
  });
}

function registerSuite<Tx>(suite: Suite, options: StoreConformanceOptions<Tx>): void {
  const { it, beforeAll, afterAll } = options;
  const underTest = new StoreUnderTest(options.createStore);
  beforeAll(() => underTest.start());
  afterAll(() => underTest.dispose());
  for (const [index, test] of applicable(suite, options).entries()) {
    const run = () => runTest(underTest, `${suite.name}-${index}`, test);
    const reason = whySkipped(suite, test, options);
    if (reason === undefined) it(test.name, run);
    else it.skip(`${test.name} (skipped: ${reason})`, run);
  }
}

async function runTest<Tx>(underTest: StoreUnderTest<Tx>, scope: string, test: TestCase): Promise<void> {
  for (const power of test.needs ?? []) underTest.require(power);
  const subject = new Subject(underTest, scope);
  try {
    await test.run(subject);
  } finally {
    await underTest.closeExtra();
  }
}

/** The tests that apply: those of what the store has, and for what it has not, those of what it does instead. */
function applicable<Tx>(suite: Suite, { without = [] }: StoreConformanceOptions<Tx>): TestCase[] {
  return suite.tests.filter(({ lacks }) => lacks === undefined || without.some(({ power }) => power === lacks));
}

function whySkipped<Tx>(suite: Suite, test: TestCase, options: StoreConformanceOptions<Tx>): string | undefined {
  const skip = options.skip?.find((entry) => entry.suite === suite.name && (entry.test ?? test.name) === test.name);
  return skip?.reason ?? options.without?.find(({ power }) => test.needs?.includes(power))?.reason;
}

/** A skip that names nothing is a typing mistake, or stays behind after the test it was for was renamed. */
function checkSkips(skips: readonly Skip[]): void {
  for (const { suite: name, test } of skips) {
    const tests = suites.find((suite) => suite.name === name)?.tests;
    if (tests === undefined)
      throw new Error(`skip: there is no suite "${name}"; there are ${suites.map((suite) => suite.name).join(', ')}`);
    if (test !== undefined && !tests.some((known) => known.name === test)) {
      throw new Error(
        `skip: the suite "${name}" has no test "${test}"; it has ${tests.map((known) => known.name).join(', ')}`,
      );
    }
  }
}

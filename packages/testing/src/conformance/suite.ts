import type { Subject } from './subject.js';
import type { Power } from './target.js';

/** One promise of the contract. */
export interface TestCase {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<void>;
  /** Skipped, with the reason given, for a store that is declared to be without one of these. */
  readonly needs?: readonly Power[];
  /** The counterpart: runs only for a store that is declared to be without it, and tests what it does instead. */
  readonly lacks?: Power;
}

/** Promises about one topic, tested on one store. */
export interface Suite {
  readonly name: string;
  readonly tests: readonly TestCase[];
}

type Run = TestCase['run'];

interface AddTest {
  (name: string, run: Run): void;
  needs(powers: Power | readonly Power[], name: string, run: Run): void;
  lacks(power: Power, name: string, run: Run): void;
}

/** Collects the tests of a topic. */
export function suite(name: string, describeTests: (test: AddTest) => void): Suite {
  const tests: TestCase[] = [];
  const add: AddTest = Object.assign((testName: string, run: Run) => void tests.push({ name: testName, run }), {
    needs: (powers: Power | readonly Power[], testName: string, run: Run) =>
      void tests.push({ name: testName, run, needs: [powers].flat() }),
    lacks: (lacks: Power, testName: string, run: Run) => void tests.push({ name: testName, run, lacks }),
  });
  describeTests(add);
  return { name, tests };
}

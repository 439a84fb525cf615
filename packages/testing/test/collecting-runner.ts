import type { TestFunctions } from '@nightshift/testing';

export interface Outcome {
  readonly suite: string;
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly error?: unknown;
}

interface Collected {
  readonly suite: string;
  readonly tests: { readonly name: string; readonly run: (() => Promise<void>) | null }[];
  readonly before: (() => Promise<void>)[];
  readonly after: (() => Promise<void>)[];
}

/** Takes tests in like a test runner, and gives outcomes back as data: for tests of the kit itself. */
export class CollectingRunner {
  readonly #suites: Collected[] = [];

  readonly functions: TestFunctions = {
    describe: (name, body) => {
      this.#suites.push({ suite: name, tests: [], before: [], after: [] });
      body();
    },
    it: Object.assign((name: string, run: () => Promise<void>) => void this.#current.tests.push({ name, run }), {
      skip: (name: string) => void this.#current.tests.push({ name, run: null }),
    }),
    beforeAll: (run) => void this.#current.before.push(run),
    afterAll: (run) => void this.#current.after.push(run),
  };

  /** Runs everything, or only what is wanted. */
  async run(isWanted: (suite: string, test: string) => boolean = () => true): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const collected of this.#suites) {
      const tests = collected.tests.filter(({ name }) => isWanted(collected.suite, name));
      if (tests.length > 0) outcomes.push(...(await runSuite({ ...collected, tests })));
    }
    return outcomes;
  }

  get #current(): Collected {
    const current = this.#suites.at(-1);
    if (current === undefined) throw new Error('A test was registered outside of any suite');
    return current;
  }
}

async function runSuite({ suite, tests, before, after }: Collected): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const hook of before) await hook();
  for (const { name: test, run } of tests) {
    if (run === null) outcomes.push({ suite, test, outcome: 'skipped' });
    else outcomes.push({ suite, test, ...(await settled(run)) });
  }
  for (const hook of after) await hook();
  return outcomes;
}

async function settled(run: () => Promise<void>): Promise<Pick<Outcome, 'outcome' | 'error'>> {
  try {
    await run();
    return { outcome: 'passed' };
  } catch (error) {
    return { outcome: 'failed', error };
  }
}

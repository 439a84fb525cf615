import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { storeConformance } from '@nightshift/testing';
import { suites } from '../src/conformance/suites.js';
import { CollectingRunner } from './collecting-runner.js';
import { memoryTarget, WITHOUT } from './memory-target.js';

function collect(changes: Partial<Parameters<typeof storeConformance>[0]> = {}): CollectingRunner {
  const runner = new CollectingRunner();
  storeConformance({ ...runner.functions, name: 'memory', createStore: memoryTarget, without: WITHOUT, ...changes });
  return runner;
}

describe('the conformance kit', () => {
  it('registers every suite of its folder', async () => {
    const files = await readdir(new URL('../src/conformance/suites/', import.meta.url));
    expect(suites.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
  });

  it('runs at least one test of every suite, and none fails on memory', async () => {
    const outcomes = await collect().run();
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const ran = new Set(outcomes.filter(({ outcome }) => outcome === 'passed').map(({ suite }) => suite));
    expect(ran).toEqual(new Set(suites.map(({ name }) => name)));
  });

  it('gives every test a name of its own', () => {
    for (const { name, tests } of suites) {
      expect(new Set(tests.map((test) => test.name)).size, name).toBe(tests.length);
    }
  });

  it('shows the reason of a skip', async () => {
    const [test] = suites.find(({ name }) => name === 'state')?.tests ?? [];
    const skip = [{ suite: 'state', test: test?.name ?? '', reason: 'under construction' }];
    const outcomes = await collect({ skip }).run((suite) => suite === 'state');
    expect(outcomes[0]).toEqual({
      suite: 'state',
      test: `${test?.name} (skipped: under construction)`,
      outcome: 'skipped',
    });
    expect(outcomes.filter(({ outcome }) => outcome === 'skipped')).toHaveLength(1);
  });

  it('refuses a skip of something that does not exist', () => {
    const reason = 'none';
    expect(() => collect({ skip: [{ suite: 'stat', reason }] })).toThrow('there is no suite "stat"');
    expect(() => collect({ skip: [{ suite: 'state', test: 'x', reason }] })).toThrow('has no test "x"');
  });

  it('fails a store that lacks a power without saying so', async () => {
    const outcomes = await collect({ without: [] }).run((suite) => suite === 'transactions');
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    expect(String(failed[0]?.error)).toContain("declare { power: 'transactions', reason }");
  });
});

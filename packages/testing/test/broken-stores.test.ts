import { describe, expect, it } from 'vitest';
import { storeConformance } from '@nightshift/testing';
import { brokenStores } from './broken-stores.js';
import { CollectingRunner } from './collecting-runner.js';
import { memoryTarget, WITHOUT } from './memory-target.js';

describe('the kit fails a store', () => {
  it.each(brokenStores)('where $defect', async ({ breakIt, caughtBy }) => {
    const runner = new CollectingRunner();
    storeConformance({
      ...runner.functions,
      name: 'broken',
      without: WITHOUT,
      createStore: async () => {
        const target = await memoryTarget();
        const store = { ...target.store, ...breakIt(target.store) };
        return { ...target, store, reopen: async () => (await store.close(), store) };
      },
    });
    const suite = caughtBy.slice(0, caughtBy.indexOf(': '));
    const outcomes = await runner.run([suite]);
    const failed = outcomes.filter(({ outcome }) => outcome === 'failed').map((each) => `${each.suite}: ${each.test}`);
    expect(failed).toContain(caughtBy);
  });
});

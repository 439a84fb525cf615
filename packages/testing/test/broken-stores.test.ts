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
    const outcomes = await runner.run((suite, test) => `${suite}: ${test}` === caughtBy);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed']);
  });
});

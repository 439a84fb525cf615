import assert from 'node:assert/strict';
import type { Json } from '@nightshift/core';
import { suite } from '../suite.js';

export const stateSuite = suite('state', (test) => {
  test('a job has no state until it is set', async (subject) => {
    assert.equal(await subject.store.state.get(subject.job), null);
  });

  test('a state is replaced as a whole', async (subject) => {
    for (const value of [
      { since: '2026-01-01', list: [1, 2] },
      { other: true },
      [1],
      'text',
      0,
      false,
    ] satisfies Json[]) {
      await subject.store.state.set(subject.job, value);
      assert.deepEqual(await subject.store.state.get(subject.job), value);
    }
    await subject.store.state.set(subject.job, null);
    assert.equal(await subject.store.state.get(subject.job), null);
  });

  test('each job has its own', async (subject) => {
    const names = [`a'b"; --`, 'constructor', 'é🦉', subject.job];
    for (const name of names) await subject.store.state.set(subject.name(name), { name });
    for (const name of names) assert.deepEqual(await subject.store.state.get(subject.name(name)), { name });
  });

  test('sets from several instances at once leave one of their values', async (subject) => {
    const stores = await subject.instances();
    await Promise.all(stores.map((store, index) => store.state.set(subject.job, { index })));
    const value = (await subject.store.state.get(subject.job)) as { readonly index: number };
    assert.ok([0, 1, 2, 3].includes(value.index));
  });
});

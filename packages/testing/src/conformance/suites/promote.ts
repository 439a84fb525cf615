import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { drain, REASON } from '../subject.js';

export const promoteSuite = suite('promote', (test) => {
  test('due runs are moved, the longest due first, up to the limit', async (subject) => {
    await subject.clear();
    const late = await subject.add({ delayMs: 300 });
    const early = await subject.add({ delayMs: 100 });
    const middle = await subject.add({ delayMs: 200 });
    await subject.advance(301);
    assert.deepEqual(await subject.store.promote(2), { promoted: 2, nextDueMs: 0 });
    assert.deepEqual(await subject.states([early, middle, late]), ['queued', 'queued', 'scheduled']);
    assert.deepEqual(await subject.store.promote(2), { promoted: 1, nextDueMs: null });
    assert.equal(await subject.state(late), 'queued');
  });

  test('it tells when the next run is due', async (subject) => {
    await subject.clear();
    assert.deepEqual(await subject.store.promote(10), { promoted: 0, nextDueMs: null });
    await subject.add({ delayMs: 120_000 });
    await subject.add({ delayMs: 60_000 });
    await subject.add({ delayMs: 100 });
    await subject.advance(101);
    const { promoted, nextDueMs } = await subject.store.promote(10);
    assert.equal(promoted, 1);
    assert.ok(nextDueMs !== null && nextDueMs > 0 && nextDueMs <= 60_000 - 101, `received ${nextDueMs}`);
  });

  test('a run that was cancelled before it was due stays cancelled', async (subject) => {
    const id = await subject.add({ delayMs: 100 });
    await subject.store.cancel([id], REASON);
    await subject.advance(101);
    await subject.promoteAll();
    assert.equal(await subject.state(id), 'cancelled');
  });

  test('of many promoters at once, each moves runs that the others do not', async (subject) => {
    await subject.clear();
    const stores = await subject.instances();
    await subject.store.enqueue(subject.newRuns(100, { delayMs: 100 }));
    await subject.advance(101);
    const promoters = stores.map((store) =>
      drain(async () => {
        const { promoted } = await store.promote(7);
        return promoted === 0 ? [] : [promoted];
      }),
    );
    const batches = (await Promise.all(promoters)).flat();
    assert.equal(
      batches.reduce((sum, promoted) => sum + promoted, 0),
      100,
    );
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).queued, 100);
  });
});

import assert from 'node:assert/strict';
import type { NewRun, RunRecord } from '@nightshift/core';
import { suite } from '../suite.js';
import type { Subject } from '../subject.js';

const KEY = { key: 'user-8', dedup: 'debounce' } as const;

export const debounceSuite = suite('debounce', (test) => {
  test('every enqueue moves the start, though never beyond the longest wait', async (subject) => {
    const changes = { ...KEY, delayMs: 1_000, maxWaitMs: 2_500 };
    const id = await subject.add(changes);
    for (let elapsed = 600; elapsed <= 3_000; elapsed += 600) {
      await subject.advance(600);
      await assertMoved(subject, id, { ...changes, input: { elapsed } });
    }
    const { input, createdAt, runAt } = await subject.record(id);
    assert.deepEqual(input, { elapsed: 3_000 });
    assert.equal(runAt.getTime() - createdAt.getTime(), 2_500);
  });

  test('a run that is due already is moved again, until the longest wait is over', async (subject) => {
    const changes = { ...KEY, delayMs: 500, maxWaitMs: 1_500 };
    const id = await subject.add({ ...changes, delayMs: 0 });
    await subject.advance(400);
    const moved = await assertMoved(subject, id, changes);
    assert.equal(moved.state, 'scheduled');
    await subject.advance(1_101);
    await subject.promoteAll();
    assert.equal(await subject.state(id), 'queued');
    const last = await assertMoved(subject, id, { ...changes, input: 'last' });
    assert.deepEqual([last.state, last.input], ['queued', 'last']);
    assert.equal((await subject.claimRun(id)).input, 'last');
  });

  test('the longest wait of the last enqueue counts', async (subject) => {
    const id = await subject.add({ ...KEY, delayMs: 1_000, maxWaitMs: 1_200 });
    await assertMoved(subject, id, { ...KEY, delayMs: 60_000, maxWaitMs: 90_000 });
    await assertMoved(subject, id, { ...KEY, delayMs: 60_000, maxWaitMs: 30_000 });
  });

  test('without a longest wait, the start moves as often as there is an enqueue', async (subject) => {
    const id = await subject.add({ ...KEY, delayMs: 300 });
    for (let round = 0; round < 5; round += 1) {
      await subject.advance(200);
      assert.equal((await assertMoved(subject, id, { ...KEY, delayMs: 300 })).state, 'scheduled');
    }
  });

  test('a start that is given as a moment is bounded as well', async (subject) => {
    const id = await subject.add({ ...KEY, delayMs: 1_000 });
    const { createdAt } = await subject.record(id);
    const runAt = new Date(createdAt.getTime() + 40_000);
    await subject.store.enqueue([subject.newRun({ ...KEY, runAt, maxWaitMs: 90_000 })]);
    assert.deepEqual((await subject.record(id)).runAt, runAt);
    await subject.store.enqueue([subject.newRun({ ...KEY, runAt, maxWaitMs: 20_000 })]);
    assert.equal((await subject.record(id)).runAt.getTime() - createdAt.getTime(), 20_000);
  });
});

type Debounced = Partial<NewRun> & { readonly delayMs: number };

/** Enqueues once more, and finds the start at the new delay or at the longest wait, whichever is sooner. */
async function assertMoved(subject: Subject, id: string, changes: Debounced): Promise<RunRecord> {
  const before = await subject.now();
  const answers = await subject.store.enqueue([subject.newRun(changes)]);
  assert.deepEqual(answers, [{ runId: id, outcome: 'debounced' }]);
  const after = await subject.now();
  const run = await subject.record(id);
  const latest = run.createdAt.getTime() + (changes.maxWaitMs ?? Number.POSITIVE_INFINITY);
  const runAt = run.runAt.getTime();
  if (latest <= before) assert.ok(runAt <= after, 'a run whose longest wait is over was expected to be due');
  else
    assert.ok(
      runAt >= Math.min(before + changes.delayMs, latest) && runAt <= Math.min(after + changes.delayMs, latest),
    );
  return run;
}

import assert from 'node:assert/strict';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertRefused, idsOf, REASON, released, type Subject, succeeded } from '../subject.js';

const key = 'user-8';

export const keysSuite = suite('keys', (test) => {
  test('a key that an unfinished run holds keeps that run, whatever its state', async (subject) => {
    const holder = subject.newRun({ key, delayMs: 1_000 });
    await subject.store.enqueue([holder]);
    await assertKept(subject, holder.id);
    await subject.advance(1_001);
    await subject.promoteAll();
    await assertKept(subject, holder.id);
    const run = await subject.claimRun(holder.id);
    await assertKept(subject, holder.id);
    await subject.store.release([released(run, { delayMs: 60_000 })]);
    await assertKept(subject, holder.id);
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
  });

  test('a finished run frees its key', async (subject) => {
    const seen = new Set<string>();
    for (const state of ['success', 'failed', 'cancelled'] as const) {
      const run = await subject.running({ key });
      await subject.store.settle([succeeded(run, { state })]);
      seen.add(run.id);
    }
    const queued = await subject.add({ key });
    await subject.store.cancel([queued], REASON);
    const last = await subject.add({ key });
    assert.equal(await subject.state(last), 'queued');
    assert.equal(seen.size, 3);
  });

  test('a key belongs to one job', async (subject) => {
    await subject.add({ key });
    const other = subject.newRun({ key, job: subject.name('other') });
    assert.deepEqual(await subject.store.enqueue([other]), [{ runId: other.id, outcome: 'created' }]);
  });

  test('a key holds within a list, and the answers keep its order', async (subject) => {
    const known = await subject.add({ key: 'known' });
    const runs = ['new', 'known', 'new', null].map((given) => subject.newRun({ key: given }));
    const [first, , , last] = idsOf(runs);
    assert.deepEqual(await subject.store.enqueue(runs), [
      { runId: first, outcome: 'created' },
      { runId: known, outcome: 'kept' },
      { runId: first, outcome: 'kept' },
      { runId: last, outcome: 'created' },
    ]);
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 3);
  });

  test('of many enqueues of one key at once, one adds its run and the others keep it', async (subject) => {
    const answers = (await subject.spread(subject.newRuns(20, { key }), (store, run) => store.enqueue([run]))).flat();
    const created = answers.filter(({ outcome }) => outcome === 'created');
    assert.equal(created.length, 1);
    assert.deepEqual(new Set(answers.map(({ runId }) => runId)), new Set(created.map(({ runId }) => runId)));
  });

  test('lists that hold the same keys in opposite order, enqueued at once, do not block each other', async (subject) => {
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
    const lists = [keys, [...keys].reverse()].map((order) => order.map((each) => subject.newRun({ key: each })));
    const answers = (await subject.spread(lists, (store, list) => store.enqueue(list))).flat();
    assert.equal(answers.filter(({ outcome }) => outcome === 'created').length, keys.length);
    assert.equal(new Set(answers.map(({ runId }) => runId)).size, keys.length);
  });

  test('runs with parents, and their parents, have no key', async (subject) => {
    const parent = subject.newRun();
    const keyed = subject.newRun({ key });
    await assertRefused(subject.store.enqueue([parent, subject.child([parent], { key })]));
    await assertRefused(subject.store.enqueue([keyed, subject.child([keyed])]));
    assert.deepEqual(await subject.store.read.get([parent.id, keyed.id]), []);
  });
});

async function assertKept(subject: Subject, holder: string): Promise<void> {
  const state = await subject.state(holder);
  const answers = await subject.store.enqueue([subject.newRun({ id: v7(), key })]);
  assert.deepEqual(answers, [{ runId: holder, outcome: 'kept' }], `the key of a ${state} run was expected to be held`);
}

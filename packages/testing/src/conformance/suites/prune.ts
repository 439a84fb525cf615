import assert from 'node:assert/strict';
import type { PruneRequest } from '@nightshift/core';
import { suite } from '../suite.js';
import { assertRefused, idsOf, leaseOf, REASON, released, type Subject } from '../subject.js';

const NEVER = 365 * 24 * 3_600_000;

export const pruneSuite = suite('prune', (test) => {
  test('runs that ended long enough ago are deleted, by final state', async (subject) => {
    await pruneAll(subject);
    const [good, bad, dropped] = [await subject.running(), await subject.running(), await subject.add()];
    await subject.succeed(good);
    await subject.fail(bad);
    await subject.store.cancel([dropped], REASON);
    await subject.advance(1_000);
    assert.equal(await prune(subject, { success: 2_000, failed: 2_000, cancelled: 2_000 }), 0);
    assert.equal(await prune(subject, { failed: 500 }), 1);
    assert.deepEqual(await existing(subject, [good.id, bad.id, dropped]), [good.id, dropped]);
    assert.equal(await prune(subject, { success: 500, cancelled: 500 }), 2);
    assert.deepEqual(await existing(subject, [good.id, dropped]), []);
  });

  test('the oldest go first, up to the limit', async (subject) => {
    await pruneAll(subject);
    const ids: string[] = [];
    for (const end of ['fail', 'succeed', 'fail', 'succeed'] as const) {
      const run = await subject.running();
      await subject[end](run);
      ids.push(run.id);
      await subject.advance(100);
    }
    assert.equal(await prune(subject, { success: 0, failed: 0 }, 3), 3);
    assert.deepEqual(await existing(subject, ids), ids.slice(3));
    assert.equal(await prune(subject, { success: 0, failed: 0 }, 3), 1);
  });

  test('an unfinished run stays, however old', async (subject) => {
    await pruneAll(subject);
    const parent = subject.newRun();
    const child = subject.child([parent]);
    const later = subject.newRun({ delayMs: 60_000 });
    await subject.store.enqueue([parent, child, later]);
    const running = await subject.running();
    await subject.advance(1_000);
    assert.equal(await prune(subject, { success: 0, failed: 0, cancelled: 0 }), 0);
    const ids = idsOf([parent, child, later, running]);
    assert.deepEqual(await existing(subject, ids), ids);
  });

  test('nothing is left of a deleted run', async (subject) => {
    await pruneAll(subject);
    const run = await subject.running({ key: 'k', flowId: '01890000-0000-7000-8000-000000000001' });
    const logs = [{ at: new Date(0), level: 'info', message: 'gone' }] as const;
    await subject.store.report([{ lease: leaseOf(run), logs }]);
    await subject.succeed(run);
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0 }), 1);
    assert.deepEqual(await subject.store.read.logs(run.id, { after: 0, limit: 10 }), []);
    assert.deepEqual((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs, []);
    assert.deepEqual(await subject.store.read.flow('01890000-0000-7000-8000-000000000001'), []);
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).success, 0);
    assert.deepEqual(await subject.store.cancel([run.id], REASON), ['unknown']);
    assert.deepEqual(await subject.store.settle([]), []);
    assert.equal(await subject.state(await subject.add({ key: 'k' })), 'queued');
  });

  test('a parent that was done stays as long as an unfinished run depends on it', async (subject) => {
    await pruneAll(subject);
    const [early, late] = [subject.newRun(), subject.newRun()];
    const child = subject.child([early, late]);
    await subject.store.enqueue([early, late, child]);
    await subject.succeed(await subject.claimRun(early.id));
    await subject.succeed(await subject.claimRun(late.id));
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0 }), 0);
    assert.equal((await subject.store.read.parents(child.id)).length, 2);
    await subject.succeed(await subject.claimRun(child.id));
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0 }), 3);
    assert.deepEqual(await existing(subject, idsOf([early, late, child])), []);
  });

  test('a child that was done stays as long as the run that spawned it is unfinished', async (subject) => {
    await pruneAll(subject);
    const parent = await subject.running();
    const children = subject.newRuns(3);
    await subject.store.spawn(leaseOf(parent), children);
    await subject.store.release([released(parent, { untilChildren: true })]);
    for (const [index, end] of (['succeed', 'fail'] as const).entries()) {
      await subject[end](await subject.claimRun(children[index]?.id ?? ''));
    }
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0, failed: 0 }), 0);
    await subject.succeed(await subject.claimRun(children[2]?.id ?? ''));
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0, failed: 0 }), 0, 'the run has yet to collect them');
    await subject.succeed(await subject.claimRun(parent.id));
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0, failed: 0 }), 4);
    assert.deepEqual(await existing(subject, idsOf([parent, ...children])), []);
  });

  test('runs that stay keep no others from being deleted, however many they are', async (subject) => {
    await pruneAll(subject);
    const parent = await subject.running();
    await subject.store.spawn(leaseOf(parent), subject.newRuns(50));
    await subject.succeed(...(await subject.claim()));
    await subject.advance(10);
    const [first, second] = [await subject.running(), await subject.running()];
    await subject.succeed(first, second);
    await subject.advance(1);
    assert.equal(await prune(subject, { success: 0 }, 1), 1);
    assert.equal(await prune(subject, { success: 0 }, 1), 1);
    assert.equal(await prune(subject, { success: 0 }, 1), 0);
    assert.deepEqual(await existing(subject, idsOf([first, second])), []);
  });

  test('a request that makes no sense is refused', async (subject) => {
    await assertRefused(prune(subject, {}, 0));
    await assertRefused(prune(subject, { failed: Number.NaN }));
  });
});

/** Deletes what other tests left. */
async function pruneAll(subject: Subject): Promise<void> {
  await subject.clear();
  await subject.advance(1);
  await prune(subject, { success: 0, failed: 0, cancelled: 0 }, 10_000);
}

function prune(subject: Subject, ages: Partial<PruneRequest['olderThanMs']>, limit = 100): Promise<number> {
  return subject.store.prune({ olderThanMs: { success: NEVER, failed: NEVER, cancelled: NEVER, ...ages }, limit });
}

async function existing(subject: Subject, ids: readonly string[]): Promise<string[]> {
  return idsOf(await subject.store.read.get(ids));
}

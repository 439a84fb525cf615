import assert from 'node:assert/strict';
import type { ClaimedRun } from '@nightshift/core';
import { withInbox } from '../inbox.js';
import { suite } from '../suite.js';
import { idsOf, leaseOf, LONG_MS, REASON, released, type Subject, succeeded } from '../subject.js';

export const cancelChildrenSuite = suite('cancel-children', (test) => {
  test('cancelling a run that waits cancels what it spawned, and asks what runs to stop', async (subject) => {
    const parent = await subject.running();
    const [queued, later, running, done] = subject.newRuns(4);
    assert.ok(queued && later && running && done);
    const children = [queued, { ...later, delayMs: 60_000 }, running, done];
    await subject.store.spawn(leaseOf(parent), children);
    await wait(subject, parent);
    const claimed = await subject.claimRun(running.id);
    await subject.succeed(await subject.claimRun(done.id));
    assert.deepEqual(await subject.store.cancel([parent.id], REASON), ['cancelled']);
    assert.deepEqual(await subject.states(idsOf([parent, ...children])), [
      'cancelled',
      'cancelled',
      'cancelled',
      'running',
      'success',
    ]);
    const because = { code: 'parent-cancelled', runId: parent.id };
    const records = await subject.store.read.get(idsOf([parent, ...children]));
    assert.deepEqual(
      records.map(({ cancel }) => cancel),
      [REASON, because, because, because, null],
    );
    assert.deepEqual(await subject.store.cancelRequests([claimed.id]), [{ runId: claimed.id, reason: because }]);
    await subject.store.settle([succeeded(claimed, { state: 'cancelled' })]);
    assert.equal(await subject.state(parent.id), 'cancelled');
    assert.deepEqual(await subject.claim(), []);
  });

  test('it reaches what they spawned, to any depth', async (subject) => {
    const line = [await subject.running()];
    for (let depth = 0; depth < 5; depth += 1) {
      const child = subject.newRun();
      const parent = line.at(-1) as ClaimedRun;
      await subject.store.spawn(leaseOf(parent), [child]);
      await wait(subject, parent);
      line.push(await subject.claimRun(child.id));
    }
    const leaf = subject.newRun();
    const last = line.at(-1) as ClaimedRun;
    await subject.store.spawn(leaseOf(last), [leaf]);
    assert.deepEqual(await subject.store.cancel([line[0]?.id ?? ''], REASON), ['cancelled']);
    const states = await subject.states(idsOf([...line, leaf]));
    assert.deepEqual(states, [...line.slice(1).map(() => 'cancelled'), 'running', 'cancelled']);
    const codes = (await subject.store.read.get(idsOf([...line.slice(1), leaf]))).map(({ cancel }) => cancel?.code);
    assert.deepEqual(new Set(codes), new Set(['parent-cancelled']));
  });

  test('cancelling a running run asks it to stop, and cancels what it spawned', async (subject) => {
    const parent = await subject.running();
    const [queued, running] = subject.newRuns(2);
    assert.ok(queued && running);
    await subject.store.spawn(leaseOf(parent), [queued, running]);
    await subject.claimRun(running.id);
    assert.deepEqual(await subject.store.cancel([parent.id], REASON), ['requested']);
    assert.deepEqual(await subject.states(idsOf([parent, queued, running])), ['running', 'cancelled', 'running']);
    const reasons = await subject.store.cancelRequests(idsOf([parent, running]));
    assert.deepEqual(reasons, [
      { runId: parent.id, reason: REASON },
      { runId: running.id, reason: { code: 'parent-cancelled', runId: parent.id } },
    ]);
    assert.equal((await subject.record(parent.id)).openChildren, 1);
  });

  test('dependents of the cancelled run are cancelled with it', async (subject) => {
    const parent = subject.newRun();
    const dependent = subject.child([parent]);
    await subject.store.enqueue([parent, dependent]);
    const run = await subject.claimRun(parent.id);
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(run), [child]);
    await wait(subject, run);
    await subject.store.cancel([parent.id], REASON);
    assert.deepEqual(await subject.states(idsOf([parent, dependent, child])), ['cancelled', 'cancelled', 'cancelled']);
    assert.deepEqual((await subject.record(dependent.id)).cancel, { code: 'dependency-failed', runId: parent.id });
  });

  test('cancelling one child leaves its parent and the others alone', async (subject) => {
    const parent = await subject.running();
    const [first, second] = subject.newRuns(2);
    assert.ok(first && second);
    await subject.store.spawn(leaseOf(parent), [first, second]);
    await wait(subject, parent);
    assert.deepEqual(await subject.store.cancel([first.id], REASON), ['cancelled']);
    assert.deepEqual(await subject.states(idsOf([parent, second])), ['waiting', 'queued']);
    assert.equal((await subject.record(parent.id)).cancel, null);
  });

  test('runs that are named together keep the reason that was given', async (subject) => {
    const parent = await subject.running();
    const [queued, running] = subject.newRuns(2);
    assert.ok(queued && running);
    await subject.store.spawn(leaseOf(parent), [queued, running]);
    await wait(subject, parent);
    await subject.claimRun(running.id);
    const ids = idsOf([parent, queued, running]);
    assert.deepEqual(await subject.store.cancel(ids, REASON), ['cancelled', 'cancelled', 'requested']);
    for (const { cancel } of await subject.store.read.get(ids)) assert.deepEqual(cancel, REASON);
  });

  test('a run that has ended passes no cancel on', async (subject) => {
    const parent = await subject.running();
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(parent), [child]);
    await subject.succeed(parent);
    assert.deepEqual(await subject.store.cancel([parent.id], REASON), ['finished']);
    assert.equal(await subject.state(child.id), 'queued');
  });

  test('a thousand children are cancelled in one call', async (subject) => {
    const parent = await subject.running();
    await subject.store.spawn(leaseOf(parent), subject.newRuns(1_000));
    await wait(subject, parent);
    assert.deepEqual(await subject.store.cancel([parent.id], REASON), ['cancelled']);
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).cancelled, 1_001);
  });

  test('of a cancel and a spawn at once, the spawned run is cancelled or its parent hears of it', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const parent = await subject.running();
      const child = subject.newRun();
      const [, answer] = await Promise.all([first.cancel([parent.id], REASON), second.spawn(leaseOf(parent), [child])]);
      assert.ok(answer.held);
      const state = await subject.state(child.id);
      assert.ok(answer.cancel !== null || state === 'cancelled', `told nothing, and the child is ${state}`);
    }
  });

  test('of a cancel and a claim of a child at once, it is cancelled or asked to stop', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const parent = await subject.running();
      const child = subject.newRun();
      await subject.store.spawn(leaseOf(parent), [child]);
      await wait(subject, parent);
      const request = { worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS };
      const [, claimed] = await Promise.all([first.cancel([parent.id], REASON), second.claim(request)]);
      const { state, cancel } = await subject.record(child.id);
      assert.equal(state, claimed.length === 1 ? 'running' : 'cancelled');
      assert.deepEqual(cancel, { code: 'parent-cancelled', runId: parent.id });
      assert.equal(await subject.state(parent.id), 'cancelled');
    }
  });

  test.needs('notifications', 'the workers of running children are told', async (subject) => {
    const parent = await subject.running();
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(parent), [child]);
    await wait(subject, parent);
    await subject.claimRun(child.id);
    await withInbox(subject, async (inbox) => {
      await subject.store.cancel([parent.id], REASON);
      await inbox.wait({ kind: 'cancel', runId: child.id });
      await inbox.wait({ kind: 'settled', runId: parent.id });
    });
  });
});

async function wait(subject: Subject, parent: ClaimedRun): Promise<void> {
  await subject.store.release([released(parent, { untilChildren: true, spend: false })]);
  assert.equal(await subject.state(parent.id), 'waiting');
}

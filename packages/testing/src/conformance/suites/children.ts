import assert from 'node:assert/strict';
import type { ClaimedRun, LeaseAnswer, NewRun, Store } from '@nightshift/core';
import { withInbox } from '../inbox.js';
import { suite } from '../suite.js';
import {
  assertHeld,
  ERROR,
  idsOf,
  leaseOf,
  LONG_MS,
  REASON,
  released,
  SHORT_MS,
  type Subject,
  succeeded,
} from '../subject.js';

const WAIT = { untilChildren: true, spend: false, attempt: { outcome: 'spawned' } } as const;

export const childrenSuite = suite('children', (test) => {
  test('a run that is given back until they are final waits, and holds no lease', async (subject) => {
    const parent = await subject.running({}, { worker: 'w-1', leaseMs: SHORT_MS });
    await subject.store.checkpoint(leaseOf(parent), { cursor: 7 });
    await subject.store.spawn(leaseOf(parent), subject.newRuns(2, { delayMs: 60_000 }));
    assert.deepEqual(await subject.store.release([released(parent, WAIT)]), [{ held: true, cancel: null }]);
    const record = await subject.record(parent.id);
    const { state, attempt, openChildren, leaseExpiresAt, finishedAt } = record;
    assert.deepEqual(
      { state, attempt, openChildren, leaseExpiresAt, finishedAt },
      { state: 'waiting', attempt: 0, openChildren: 2, leaseExpiresAt: null, finishedAt: null },
    );
    assert.deepEqual(
      record.attempts.map(({ attempt: number, worker, outcome }) => ({ number, worker, outcome })),
      [{ number: 1, worker: 'w-1', outcome: 'spawned' }],
    );
    await subject.advance(SHORT_MS + 1);
    await subject.promoteAll();
    assert.deepEqual(await subject.reap(), []);
    assert.deepEqual(await subject.claim(), []);
    assert.deepEqual(await subject.store.release([released(parent, WAIT)]), [{ held: false }]);
  });

  test('the end of the last of them, whatever it is, queues the run that waits', async (subject) => {
    for (const state of ['success', 'failed', 'cancelled'] as const) {
      const { parent, children } = await waitingParent(subject, 2);
      const [first, last] = children as [NewRun, NewRun];
      await subject.succeed(await subject.claimRun(first.id));
      assert.equal(await subject.state(parent.id), 'waiting');
      const run = await subject.claimRun(last.id);
      assertHeld(await subject.store.settle([succeeded(run, { state, error: state === 'failed' ? ERROR : null })]));
      assert.equal(await subject.state(parent.id), 'queued', `after ${state}`);
      const again = await subject.claimRun(parent.id);
      assert.deepEqual([again.attempt, again.openChildren], [1, 0]);
    }
  });

  test('a child that is cancelled before it runs counts as final', async (subject) => {
    const { parent, children } = await waitingParent(subject, 2, { delayMs: 60_000 });
    await subject.store.cancel(idsOf(children.slice(0, 1)), REASON);
    assert.equal(await subject.state(parent.id), 'waiting');
    await subject.store.cancel(idsOf(children.slice(1)), REASON);
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test('a child that tries again is not final', async (subject) => {
    const { parent, children } = await waitingParent(subject, 1);
    const run = await subject.claimRun(children[0]?.id ?? '');
    await subject.store.release([released(run)]);
    assert.equal(await subject.state(parent.id), 'waiting');
    await subject.succeed(await subject.claimRun(run.id));
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test('without any that are unfinished, the run is queued at once', async (subject) => {
    const alone = await subject.running();
    assertHeld(await subject.store.release([released(alone, WAIT)]));
    assert.equal(await subject.state(alone.id), 'queued');
    const parent = await subject.claimRun(alone.id);
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(parent), [child]);
    await subject.succeed(await subject.claimRun(child.id));
    assertHeld(await subject.store.release([released(parent, WAIT)]));
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test('a run that is given back without waiting for them does not wait', async (subject) => {
    const parent = await subject.running();
    await subject.store.spawn(leaseOf(parent), [subject.newRun({ delayMs: 60_000 })]);
    assertHeld(await subject.store.release([released(parent)]));
    assert.equal(await subject.state(parent.id), 'queued');
    assert.equal((await subject.claimRun(parent.id)).openChildren, 1);
  });

  test('a run may spawn and wait again', async (subject) => {
    let parent = await subject.running();
    for (let round = 1; round <= 3; round += 1) {
      const child = subject.newRun();
      await subject.store.spawn(leaseOf(parent), [child]);
      await subject.store.release([released(parent, WAIT)]);
      assert.equal(await subject.state(parent.id), 'waiting');
      await subject.succeed(await subject.claimRun(child.id));
      parent = await subject.claimRun(parent.id);
      assert.deepEqual([parent.attempt, parent.attempts.length], [1, round]);
    }
  });

  test('dependents of the run wait until it is final itself', async (subject) => {
    const parent = subject.newRun();
    const dependent = subject.child([parent]);
    await subject.store.enqueue([parent, dependent]);
    const run = await subject.claimRun(parent.id);
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(run), [child]);
    await subject.store.release([released(run, WAIT)]);
    await subject.succeed(await subject.claimRun(child.id));
    assert.deepEqual(await subject.states([parent.id, dependent.id]), ['queued', 'waiting']);
    await subject.succeed(await subject.claimRun(parent.id));
    assert.equal(await subject.state(dependent.id), 'queued');
  });

  test('a run that had parents of its own waits for what it spawned as any other', async (subject) => {
    const first = subject.newRun();
    const second = subject.child([first]);
    await subject.store.enqueue([first, second]);
    await subject.succeed(await subject.claimRun(first.id));
    const run = await subject.claimRun(second.id);
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(run), [child]);
    await subject.store.release([released(run, WAIT)]);
    assert.equal(await subject.state(second.id), 'waiting');
    await subject.fail(await subject.claimRun(child.id));
    assert.equal(await subject.state(second.id), 'queued');
  });

  test('a run waits for what its children spawned, because they do', async (subject) => {
    const { parent, children } = await waitingParent(subject, 1);
    const child = await subject.claimRun(children[0]?.id ?? '');
    const grandchild = subject.newRun();
    await subject.store.spawn(leaseOf(child), [grandchild]);
    await subject.store.release([released(child, WAIT)]);
    assert.deepEqual(await subject.states([parent.id, child.id]), ['waiting', 'waiting']);
    assert.equal((await subject.record(parent.id)).openChildren, 1);
    await subject.succeed(await subject.claimRun(grandchild.id));
    assert.deepEqual(await subject.states([parent.id, child.id]), ['waiting', 'queued']);
    await subject.succeed(await subject.claimRun(child.id));
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test('a run that ended before what it spawned stays as it ended', async (subject) => {
    const parent = await subject.running();
    const child = subject.newRun();
    await subject.store.spawn(leaseOf(parent), [child]);
    await subject.store.settle([succeeded(parent, { output: 'early' })]);
    await subject.fail(await subject.claimRun(child.id));
    const { state, output } = await subject.record(parent.id);
    assert.deepEqual({ state, output }, { state: 'success', output: 'early' });
    assert.deepEqual(await subject.claim(), []);
  });

  test('children that are settled in one call queue the run once', async (subject) => {
    const { parent, children } = await waitingParent(subject, 50);
    const runs = await subject.claim();
    assert.equal(runs.length, children.length);
    await subject.succeed(...runs);
    assert.deepEqual(idsOf(await subject.claim()), [parent.id]);
    assert.deepEqual(await subject.claim(), []);
  });

  test('children of several runs, settled in one call, queue each of them', async (subject) => {
    const families = [
      await waitingParent(subject, 3),
      await waitingParent(subject, 1),
      await waitingParent(subject, 2),
    ];
    await subject.succeed(...(await subject.claim()).reverse());
    const parents = families.map(({ parent }) => parent.id);
    assert.deepEqual(idsOf(await subject.claim()).sort(), parents.sort());
  });

  test('children that are ended by several instances at once queue the run exactly once', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const { parent } = await waitingParent(subject, 20);
      const runs = await subject.claim();
      await subject.spread(runs, (store, run) => store.settle([succeeded(run)]));
      const { state, openChildren } = await subject.record(parent.id);
      assert.deepEqual({ state, openChildren }, { state: 'queued', openChildren: 0 });
      const claims = await subject.spread([1, 2, 3, 4], (store, limit) =>
        store.claim({ worker: 'w', jobs: [subject.job], limit, leaseMs: LONG_MS }),
      );
      assert.deepEqual(idsOf(claims.flat()), [parent.id]);
      await subject.succeed(...claims.flat());
    }
  });

  test('of the end of the last child and a release until then, at once, the run does not wait for ever', async (subject) => {
    for (let round = 0; round < 20; round += 1) {
      const parent = await subject.running();
      const child = subject.newRun();
      await subject.store.spawn(leaseOf(parent), [child]);
      const run = await subject.claimRun(child.id);
      const calls: ((store: Store<unknown>) => Promise<LeaseAnswer[]>)[] = [
        (store) => store.release([released(parent, WAIT)]),
        (store) => store.settle([succeeded(run)]),
      ];
      assertHeld((await subject.spread(calls, (store, call) => call(store))).flat());
      const again = await subject.claimRun(parent.id);
      assert.equal(again.attempts.length, 1);
      await subject.succeed(again);
    }
  });

  test.needs('transactions', 'an end that is rolled back queues nobody', async (subject) => {
    const { parent, children } = await waitingParent(subject, 1);
    const run = await subject.claimRun(children[0]?.id ?? '');
    await subject.rolledBack(async (tx) => assertHeld(await subject.store.settle([succeeded(run)], { tx })));
    const { state, openChildren } = await subject.record(parent.id);
    assert.deepEqual({ state, openChildren }, { state: 'waiting', openChildren: 1 });
    await subject.succeed(run);
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test.needs('notifications', 'other instances hear when the run that waited is queued', async (subject) => {
    const { children } = await waitingParent(subject, 1);
    const run = await subject.claimRun(children[0]?.id ?? '');
    await withInbox(subject, async (inbox) => {
      await subject.succeed(run);
      await inbox.wait({ kind: 'queued' });
    });
  });
});

interface Family {
  readonly parent: ClaimedRun;
  readonly children: readonly NewRun[];
}

/** A run that waits for so many queued ones that it spawned. */
async function waitingParent(subject: Subject, count: number, changes: Partial<NewRun> = {}): Promise<Family> {
  const parent = await subject.running();
  const children = subject.newRuns(count, changes);
  assertHeld([await subject.store.spawn(leaseOf(parent), children)]);
  assertHeld(await subject.store.release([released(parent, WAIT)]));
  assert.equal(await subject.state(parent.id), 'waiting');
  return { parent, children };
}

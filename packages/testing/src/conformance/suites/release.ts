import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { assertHeld, assertRefused, ERROR, leaseOf, REASON, released } from '../subject.js';

export const releaseSuite = suite('release', (test) => {
  test('a run goes back to the queue with its attempt spent and recorded', async (subject) => {
    const run = await subject.running({}, { worker: 'w-1' });
    assert.deepEqual(await subject.store.release([released(run)]), [{ held: true, cancel: null }]);
    const record = await subject.record(run.id);
    const { state, attempt, leaseExpiresAt, finishedAt } = record;
    assert.deepEqual(
      { state, attempt, leaseExpiresAt, finishedAt },
      { state: 'queued', attempt: 1, leaseExpiresAt: null, finishedAt: null },
    );
    assert.deepEqual(
      record.attempts.map(({ endedAt: _endedAt, ...ended }) => ended),
      [{ attempt: 1, worker: 'w-1', startedAt: run.startedAt, outcome: 'failed', error: ERROR }],
    );
    assert.equal((await subject.claimRun(run.id)).attempt, 2);
  });

  test('an attempt that is not spent is given back, and keeps its number for the next one', async (subject) => {
    const id = await subject.add();
    for (const outcome of ['interrupted', 'snoozed'] as const) {
      const run = await subject.claimRun(id);
      assert.equal(run.attempt, 1);
      assertHeld(await subject.store.release([released(run, { spend: false, attempt: { outcome } })]));
      assert.equal((await subject.record(id)).attempt, 0);
    }
    const { attempts } = await subject.record(id);
    assert.deepEqual(
      attempts.map(({ attempt, outcome }) => [attempt, outcome]),
      [
        [1, 'interrupted'],
        [1, 'snoozed'],
      ],
    );
  });

  test('a delayed run is scheduled, and claimed once it is due and promoted', async (subject) => {
    const run = await subject.running();
    const before = await subject.now();
    assertHeld(await subject.store.release([released(run, { delayMs: 1_000 })]));
    const { state, runAt } = await subject.record(run.id);
    assert.equal(state, 'scheduled');
    assert.ok(runAt.getTime() >= before + 1_000 && runAt.getTime() <= (await subject.now()) + 1_000);
    await subject.promoteAll();
    assert.deepEqual(await subject.claim(), []);
    await subject.advance(1_001);
    await subject.promoteAll();
    await subject.claimRun(run.id);
  });

  test('checkpoint, progress and logs go along', async (subject) => {
    const run = await subject.running();
    const logs = [{ at: new Date(0), level: 'info', message: 'kept' }] as const;
    await subject.store.report([{ lease: leaseOf(run), progress: { done: 3 }, logs }]);
    await subject.store.checkpoint(leaseOf(run), { cursor: 3 });
    assertHeld(await subject.store.release([released(run)]));
    const again = await subject.claimRun(run.id);
    assert.deepEqual([again.checkpoint, again.progress], [{ cursor: 3 }, { done: 3 }]);
    assert.equal((await subject.store.read.logs(run.id, { after: 0, limit: 10 })).length, 1);
  });

  test('a request to cancel is not lost with the attempt', async (subject) => {
    const run = await subject.running();
    await subject.store.cancel([run.id], REASON);
    assert.deepEqual(await subject.store.release([released(run)]), [{ held: true, cancel: REASON }]);
    assert.deepEqual((await subject.claimRun(run.id)).cancel, REASON);
  });

  test('answers keep the order of the releases', async (subject) => {
    const { stale } = await subject.takenOver();
    const [first, second] = [await subject.running(), await subject.running()];
    const releases = [
      { ...released(first), lease: stale },
      released(second, { delayMs: 60_000 }),
      released(first, { spend: false }),
    ];
    assert.deepEqual(
      (await subject.store.release(releases)).map(({ held }) => held),
      [false, true, true],
    );
    assert.deepEqual(await subject.states([first.id, second.id]), ['queued', 'scheduled']);
    assert.deepEqual([(await subject.record(first.id)).attempt, (await subject.record(second.id)).attempt], [0, 1]);
    assert.deepEqual(await subject.store.release([]), []);
  });

  test('a second release changes nothing', async (subject) => {
    const run = await subject.running();
    await subject.store.release([released(run, { spend: false })]);
    const before = await subject.record(run.id);
    assert.deepEqual(await subject.store.release([released(run, { spend: false })]), [{ held: false }]);
    assert.deepEqual(await subject.record(run.id), before);
  });

  test('a delay that makes no sense is refused', async (subject) => {
    const run = await subject.running();
    for (const delayMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertRefused(subject.store.release([released(run, { delayMs })]));
    }
    assert.equal(await subject.state(run.id), 'running');
  });
});

import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { assertRefused, idsOf, leaseOf, LONG_MS, SHORT_MS, type Subject, succeeded } from '../subject.js';

export const transactionsSuite = suite('transactions', (test) => {
  test.needs('transactions', 'an enqueue is there after the commit', async (subject) => {
    const run = subject.newRun();
    await subject.committed(async (tx) => {
      assert.deepEqual(await subject.store.enqueue([run], { tx }), [{ runId: run.id, outcome: 'created' }]);
    });
    await subject.claimRun(run.id);
  });

  test.needs('transactions', 'an enqueue is gone with a rollback', async (subject) => {
    const parent = subject.newRun();
    await subject.rolledBack(async (tx) => {
      await subject.store.enqueue([parent, subject.child([parent]), subject.newRun({ key: 'k' })], { tx });
    });
    assert.deepEqual((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs, []);
    assert.equal(await subject.state(await subject.add({ key: 'k' })), 'queued');
  });

  test.needs('transactions', 'a list that is refused leaves the transaction to its owner', async (subject) => {
    const run = subject.newRun();
    await subject.rolledBack(async (tx) => assertRefused(subject.store.enqueue([run, run], { tx })));
    assert.deepEqual(await subject.store.read.get([run.id]), []);
  });

  test.needs('transactions', 'a settle counts after the commit, for its dependents too', async (subject) => {
    const { run, childId } = await runningParent(subject);
    await subject.committed(async (tx) => {
      const answers = await subject.store.settle([succeeded(run, { output: 1 })], { tx });
      assert.deepEqual(answers, [{ held: true, cancel: null }]);
    });
    assert.deepEqual(await subject.states([run.id, childId]), ['success', 'queued']);
  });

  test.needs('transactions', 'a settle that is rolled back leaves the run to its lease', async (subject) => {
    const { run, childId } = await runningParent(subject);
    await subject.rolledBack(async (tx) => void (await subject.store.settle([succeeded(run)], { tx })));
    assert.deepEqual(await subject.record(run.id), run);
    assert.equal(await subject.state(childId), 'waiting');
    await subject.succeed(run);
    assert.equal(await subject.state(childId), 'queued');
  });

  test.needs('transactions', 'a lost lease is told inside a transaction', async (subject) => {
    const { stale } = await subject.takenOver();
    const attempt = { outcome: 'success' } as const;
    const settlement = { lease: stale, state: 'success', output: null, error: null, attempt } as const;
    await subject.committed(async (tx) => {
      assert.deepEqual(await subject.store.settle([settlement], { tx }), [{ held: false }]);
      assert.deepEqual(await subject.store.checkpoint(stale, 1, { tx }), { held: false });
    });
    const { state, checkpoint } = await subject.record(stale.runId);
    assert.deepEqual({ state, checkpoint }, { state: 'running', checkpoint: null });
  });

  test.needs('transactions', 'a checkpoint and a state are kept by the commit', async (subject) => {
    const run = await subject.running();
    await subject.committed(async (tx) => {
      const answer = await subject.store.checkpoint(leaseOf(run), { cursor: 1 }, { tx });
      assert.deepEqual(answer, { held: true, cancel: null });
      await subject.store.state.set(subject.job, { since: 1 }, { tx });
    });
    assert.deepEqual((await subject.record(run.id)).checkpoint, { cursor: 1 });
    assert.deepEqual(await subject.store.state.get(subject.job), { since: 1 });
  });

  test.needs('transactions', 'a checkpoint and a state go with the rollback', async (subject) => {
    const run = await subject.running();
    await subject.store.checkpoint(leaseOf(run), { cursor: 1 });
    await subject.store.state.set(subject.job, { since: 1 });
    await subject.rolledBack(async (tx) => {
      await subject.store.checkpoint(leaseOf(run), { cursor: 2 }, { tx });
      await subject.store.state.set(subject.job, { since: 2 }, { tx });
    });
    assert.deepEqual((await subject.record(run.id)).checkpoint, { cursor: 1 });
    assert.deepEqual(await subject.store.state.get(subject.job), { since: 1 });
  });

  test.needs('transactions', 'one transaction holds all of it', async (subject) => {
    const { run, childId } = await runningParent(subject);
    const next = subject.newRun();
    await subject.rolledBack(async (tx) => {
      await subject.store.checkpoint(leaseOf(run), 'end', { tx });
      await subject.store.enqueue([next], { tx });
      await subject.store.settle([succeeded(run)], { tx });
    });
    assert.deepEqual(await subject.states([run.id, childId]), ['running', 'waiting']);
    assert.deepEqual(await subject.store.read.get([next.id]), []);
  });

  test.lacks('transactions', 'a transaction is refused, and nothing happens', async (subject) => {
    const { store } = subject;
    const run = await subject.running();
    const other = subject.newRun();
    const options = { tx: {} };
    await assertRefused(store.enqueue([other], options), 'TX_UNSUPPORTED');
    await assertRefused(store.checkpoint(leaseOf(run), 1, options), 'TX_UNSUPPORTED');
    await assertRefused(store.settle([succeeded(run)], options), 'TX_UNSUPPORTED');
    await assertRefused(store.state.set(subject.job, 1, options), 'TX_UNSUPPORTED');
    assert.deepEqual(await store.read.get([other.id]), []);
    assert.deepEqual(await subject.record(run.id), run);
    assert.equal(await store.state.get(subject.job), null);
  });

  const both = ['transactions', 'connect'] as const;

  test.needs(both, 'until the commit, others neither see what it holds nor wait to claim', async (subject) => {
    const [run, free] = [subject.newRun(), await subject.add()];
    const [, other] = await subject.pair();
    await subject.committed(async (tx) => {
      await subject.store.enqueue([run], { tx });
      assert.deepEqual(await other.read.get([run.id]), []);
      const request = { worker: 'w', jobs: [subject.job], limit: 10, leaseMs: LONG_MS };
      assert.deepEqual(idsOf(await other.claim(request)), [free]);
    });
    assert.equal((await other.read.get([run.id])).length, 1);
  });

  test.needs(
    both,
    'of two open transactions that each settle one parent, the later releases the dependent',
    async (subject) => {
      const [left, right] = [subject.newRun(), subject.newRun()];
      const child = subject.child([left, right]);
      await subject.store.enqueue([left, right, child]);
      const [leftRun, rightRun] = [await subject.claimRun(left.id), await subject.claimRun(right.id)];
      const [, other] = await subject.pair();
      let settling: Promise<unknown> | undefined;
      await subject.committed(async (tx) => {
        await subject.store.settle([succeeded(leftRun)], { tx });
        // It may have to wait for the commit of the first.
        settling = other.settle([succeeded(rightRun)]);
      });
      await settling;
      assert.equal(await subject.state(child.id), 'queued');
    },
  );

  test.needs(both, 'an enqueue of a key that an open transaction has taken waits for its end', async (subject) => {
    const [, other] = await subject.pair();
    const [first, second, third] = subject.newRuns(3, { key: 'k' });
    assert.ok(first && second && third);
    let enqueuing: Promise<unknown> | undefined;
    await subject.rolledBack(async (tx) => {
      await subject.store.enqueue([first], { tx });
      enqueuing = other.enqueue([second]);
    });
    assert.deepEqual(await enqueuing, [{ runId: second.id, outcome: 'created' }]);
    assert.deepEqual(await subject.store.enqueue([third]), [{ runId: second.id, outcome: 'kept' }]);
  });

  test.needs(both, 'a run whose end is not committed yet is not reaped', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    const [, other] = await subject.pair();
    let reaping: ReturnType<typeof other.reap> | undefined;
    await subject.committed(async (tx) => {
      await subject.store.settle([succeeded(run)], { tx });
      reaping = other.reap({ limit: 10, leaseMs: LONG_MS });
    });
    assert.ok(!idsOf((await reaping)?.runs ?? []).includes(run.id));
    assert.equal(await subject.state(run.id), 'success');
  });
});

async function runningParent(subject: Subject) {
  const parent = subject.newRun();
  const child = subject.child([parent]);
  await subject.store.enqueue([parent, child]);
  return { run: await subject.claimRun(parent.id), childId: child.id };
}

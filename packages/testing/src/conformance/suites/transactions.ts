import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { assertRefused, leaseOf, type Subject, succeeded } from '../subject.js';

export const transactionsSuite = suite('transactions', (test) => {
  test.needs('transactions', 'an enqueue is there after the commit', async (subject) => {
    const run = subject.newRun();
    const { tx, commit } = await subject.beginTx();
    assert.deepEqual(await subject.store.enqueue([run], { tx }), [{ runId: run.id, outcome: 'created' }]);
    await commit();
    await subject.claimRun(run.id);
  });

  test.needs('transactions', 'an enqueue is gone with a rollback', async (subject) => {
    const parent = subject.newRun();
    const { tx, rollback } = await subject.beginTx();
    await subject.store.enqueue([parent, subject.child([parent]), subject.newRun({ key: 'k' })], { tx });
    await rollback();
    assert.deepEqual((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs, []);
    assert.equal(await subject.state(await subject.add({ key: 'k' })), 'queued');
  });

  test.needs('transactions', 'a list that is refused leaves the transaction to its owner', async (subject) => {
    const run = subject.newRun();
    const { tx, rollback } = await subject.beginTx();
    await assertRefused(subject.store.enqueue([run, run], { tx }));
    await rollback();
    assert.deepEqual(await subject.store.read.get([run.id]), []);
  });

  test.needs('transactions', 'a settle counts after the commit, for its dependents too', async (subject) => {
    const { run, childId } = await runningParent(subject);
    const { tx, commit } = await subject.beginTx();
    const answers = await subject.store.settle([succeeded(run, { output: 1 })], { tx });
    assert.deepEqual(answers, [{ held: true, cancel: null }]);
    await commit();
    assert.deepEqual(await subject.states([run.id, childId]), ['success', 'queued']);
  });

  test.needs('transactions', 'a settle that is rolled back leaves the run to its lease', async (subject) => {
    const { run, childId } = await runningParent(subject);
    const { tx, rollback } = await subject.beginTx();
    await subject.store.settle([succeeded(run)], { tx });
    await rollback();
    assert.deepEqual(await subject.record(run.id), run);
    assert.equal(await subject.state(childId), 'waiting');
    await subject.succeed(run);
    assert.equal(await subject.state(childId), 'queued');
  });

  test.needs('transactions', 'a lost lease is told inside a transaction', async (subject) => {
    const { stale } = await subject.takenOver();
    const { tx, rollback } = await subject.beginTx();
    const attempt = { outcome: 'success' } as const;
    const settlement = { lease: stale, state: 'success', output: null, error: null, attempt } as const;
    assert.deepEqual(await subject.store.settle([settlement], { tx }), [{ held: false }]);
    assert.deepEqual(await subject.store.checkpoint(stale, 1, { tx }), { held: false });
    await rollback();
  });

  test.needs('transactions', 'a checkpoint and a state are kept by the commit', async (subject) => {
    const run = await subject.running();
    const { tx, commit } = await subject.beginTx();
    assert.deepEqual(await subject.store.checkpoint(leaseOf(run), { cursor: 1 }, { tx }), { held: true, cancel: null });
    await subject.store.state.set(subject.job, { since: 1 }, { tx });
    await commit();
    assert.deepEqual((await subject.record(run.id)).checkpoint, { cursor: 1 });
    assert.deepEqual(await subject.store.state.get(subject.job), { since: 1 });
  });

  test.needs('transactions', 'a checkpoint and a state go with the rollback', async (subject) => {
    const run = await subject.running();
    await subject.store.checkpoint(leaseOf(run), { cursor: 1 });
    await subject.store.state.set(subject.job, { since: 1 });
    const { tx, rollback } = await subject.beginTx();
    await subject.store.checkpoint(leaseOf(run), { cursor: 2 }, { tx });
    await subject.store.state.set(subject.job, { since: 2 }, { tx });
    await rollback();
    assert.deepEqual((await subject.record(run.id)).checkpoint, { cursor: 1 });
    assert.deepEqual(await subject.store.state.get(subject.job), { since: 1 });
  });

  test.needs('transactions', 'one transaction holds all of it', async (subject) => {
    const { run, childId } = await runningParent(subject);
    const next = subject.newRun();
    const { tx, rollback } = await subject.beginTx();
    await subject.store.checkpoint(leaseOf(run), 'end', { tx });
    await subject.store.enqueue([next], { tx });
    await subject.store.settle([succeeded(run)], { tx });
    await rollback();
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
});

async function runningParent(subject: Subject) {
  const parent = subject.newRun();
  const child = subject.child([parent]);
  await subject.store.enqueue([parent, child]);
  return { run: await subject.claimRun(parent.id), childId: child.id };
}

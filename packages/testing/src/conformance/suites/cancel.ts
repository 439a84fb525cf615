import assert from 'node:assert/strict';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { idsOf, LONG_MS, REASON, succeeded } from '../subject.js';

export const cancelSuite = suite('cancel', (test) => {
  test('a run that is not running is cancelled at once', async (subject) => {
    const parent = subject.newRun();
    const waiting = subject.child([parent]);
    const scheduled = subject.newRun({ delayMs: 60_000 });
    const queued = subject.newRun();
    await subject.store.enqueue([parent, waiting, scheduled, queued]);
    const ids = idsOf([queued, waiting, scheduled]);
    assert.deepEqual(await subject.store.cancel(ids, REASON), ['cancelled', 'cancelled', 'cancelled']);
    for (const run of await subject.store.read.get(ids)) {
      const { state, cancel, finishedAt, attempt } = run;
      assert.deepEqual({ state, cancel, attempt }, { state: 'cancelled', cancel: REASON, attempt: 0 });
      assert.ok(finishedAt);
    }
    assert.equal(await subject.state(parent.id), 'queued');
  });

  test('a running run goes on, with the request noted', async (subject) => {
    const run = await subject.running();
    assert.deepEqual(await subject.store.cancel([run.id], REASON), ['requested']);
    const { state, cancel, finishedAt } = await subject.record(run.id);
    assert.deepEqual({ state, cancel, finishedAt }, { state: 'running', cancel: REASON, finishedAt: null });
    assert.deepEqual(await subject.store.cancel([run.id], REASON), ['requested']);
  });

  test('requests are told for running runs only', async (subject) => {
    const [asked, other, ended] = [await subject.running(), await subject.running(), await subject.running()];
    await subject.store.cancel([asked.id, ended.id], REASON);
    await subject.store.settle([succeeded(ended, { state: 'cancelled' })]);
    const ids = [...idsOf([other, asked, ended]), v7()];
    assert.deepEqual(await subject.store.cancelRequests(ids), [{ runId: asked.id, reason: REASON }]);
    assert.deepEqual(await subject.store.cancelRequests([]), []);
  });

  test('answers keep the order of the ids', async (subject) => {
    const running = await subject.running();
    const finished = await subject.running();
    await subject.succeed(finished);
    const queued = await subject.add();
    const ids = [v7(), finished.id, queued, running.id];
    assert.deepEqual(await subject.store.cancel(ids, REASON), ['unknown', 'finished', 'cancelled', 'requested']);
    assert.deepEqual(await subject.store.cancel([queued], { code: 'flow-cancelled' }), ['finished']);
    assert.deepEqual((await subject.record(queued)).cancel, REASON);
    assert.equal(await subject.state(finished.id), 'success');
    assert.deepEqual(await subject.store.cancel([], REASON), []);
  });

  test('a cancelled run is never claimed', async (subject) => {
    const ids = [await subject.add(), await subject.add({ flowId: v7() }), await subject.add()];
    await subject.store.cancel(ids.slice(0, 2), REASON);
    assert.deepEqual(idsOf(await subject.claim()), ids.slice(2));
  });

  test('runs that are named together keep the reason that was given, also when one needs the other', async (subject) => {
    const parent = subject.newRun();
    const child = subject.child([parent]);
    await subject.store.enqueue([parent, child]);
    assert.deepEqual(await subject.store.cancel([parent.id, child.id], REASON), ['cancelled', 'cancelled']);
    assert.deepEqual((await subject.record(child.id)).cancel, REASON);
  });

  test('5,000 runs are cancelled in one call, and as many are asked to stop', async (subject) => {
    const [queued, running] = [subject.newRuns(5_000, { queue: 'left' }), subject.newRuns(5_000)];
    await subject.store.enqueue([...queued, ...running]);
    await subject.claim({ queues: ['default'] });
    const answers = await subject.store.cancel(idsOf([...queued, ...running]), REASON);
    const expected = [...queued.map(() => 'cancelled'), ...running.map(() => 'requested')];
    assert.deepEqual(answers, expected);
    assert.equal((await subject.store.cancelRequests(idsOf(running))).length, 5_000);
    const { cancelled } = await subject.store.read.counts({ jobs: [subject.job] });
    assert.equal(cancelled, 5_000);
  });

  test('the whole reason is kept', async (subject) => {
    const id = await subject.add();
    const reason = { code: 'requested', by: `o'brien "admin"`, message: 'no longer wanted\n🦉' } as const;
    await subject.store.cancel([id], reason);
    assert.deepEqual((await subject.record(id)).cancel, reason);
  });

  test('of a cancel and a claim at once, the run is either cancelled or running with the request', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const id = await subject.add();
      const request = { worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS };
      const [answers, claimed] = await Promise.all([first.cancel([id], REASON), second.claim(request)]);
      const { state, cancel } = await subject.record(id);
      const outcome = { answer: answers[0], claimed: claimed.length, state };
      const requested = { answer: 'requested', claimed: 1, state: 'running' };
      assert.deepEqual(
        outcome,
        state === 'running' ? requested : { answer: 'cancelled', claimed: 0, state: 'cancelled' },
      );
      assert.deepEqual(cancel, REASON);
    }
  });

  test('of a cancel and a settle at once, the settle decides', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const run = await subject.running();
      const [answers, settled] = await Promise.all([first.cancel([run.id], REASON), second.settle([succeeded(run)])]);
      assert.equal(settled[0]?.held, true);
      assert.ok(answers[0] === 'requested' || answers[0] === 'finished');
      assert.equal(await subject.state(run.id), 'success');
    }
  });
});

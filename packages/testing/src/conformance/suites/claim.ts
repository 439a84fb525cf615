import assert from 'node:assert/strict';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertRefused, drain, idsOf, LONG_MS, REASON, released, SHORT_MS } from '../subject.js';

export const claimSuite = suite('claim', (test) => {
  test('the highest priority goes first, then the longest due, then the lowest id', async (subject) => {
    const now = await subject.now();
    const at = (ms: number) => new Date(now - ms);
    const older = subject.newRun({ runAt: at(500) });
    const newer = subject.newRun({ runAt: at(500) });
    const urgent = subject.newRun({ priority: 5, runAt: at(1_000) });
    const urgentLonger = subject.newRun({ priority: 5, runAt: at(2_000) });
    const idle = subject.newRun({ priority: -1, runAt: at(9_000) });
    const normal = subject.newRun({ runAt: at(3_000) });
    await subject.store.enqueue([urgent, urgentLonger, idle, normal, newer, older]);
    const expected = idsOf([urgentLonger, urgent, normal, older, newer, idle]);
    assert.deepEqual(idsOf(await subject.claim({ limit: 4 })), expected.slice(0, 4));
    assert.deepEqual(idsOf(await subject.claim({ limit: 4 })), expected.slice(4));
    assert.deepEqual(await subject.claim(), []);
  });

  test('a claimed run runs under a lease of its worker', async (subject) => {
    const id = await subject.add();
    const before = await subject.now();
    const run = await subject.claimRun(id, { worker: 'w-1', leaseMs: 30_000 });
    assert.deepEqual(run, await subject.record(id));
    assert.deepEqual(
      { state: run.state, attempt: run.attempt, worker: run.worker },
      { state: 'running', attempt: 1, worker: 'w-1' },
    );
    assert.ok(run.token > 0);
    const startedAt = run.startedAt?.getTime() ?? 0;
    assert.ok(startedAt >= before && startedAt <= (await subject.now()));
    assert.equal(run.leaseExpiresAt?.getTime(), startedAt + 30_000);
  });

  test('runs of jobs that the worker does not know are left alone', async (subject) => {
    const other = subject.name('other');
    const ids = [await subject.add(), await subject.add({ job: other })];
    assert.deepEqual(await subject.claim({ jobs: [] }), []);
    assert.deepEqual(idsOf(await subject.claim()), [ids[0]]);
    assert.deepEqual(idsOf(await subject.claim({ jobs: [subject.job, other] })), [ids[1]]);
  });

  test('runs of other queues are left alone', async (subject) => {
    const [a, b, c] = [
      await subject.add({ queue: 'a' }),
      await subject.add({ queue: 'b' }),
      await subject.add({ queue: 'c' }),
    ];
    assert.deepEqual(idsOf(await subject.claim({ queues: [] })), []);
    assert.deepEqual(idsOf(await subject.claim({ queues: ['b'] })), [b]);
    assert.deepEqual(idsOf(await subject.claim({ queues: ['c', 'a', 'nowhere'] })), [a, c]);
  });

  test('only the runs that were asked for by id', async (subject) => {
    const [first, second, third] = [await subject.add(), await subject.add(), await subject.add()];
    const only = { runIds: [third, first, v7()] };
    assert.deepEqual(idsOf(await subject.claim({ only, limit: 1 })), [first]);
    assert.deepEqual(idsOf(await subject.claim({ only })), [third]);
    assert.deepEqual(await subject.claim({ only, jobs: ['another'] }), []);
    assert.deepEqual(idsOf(await subject.claim()), [second]);
  });

  test('only the runs of a flow', async (subject) => {
    const flowId = v7();
    await subject.add({ flowId: v7() });
    const [second, third] = [await subject.add({ flowId }), await subject.add({ flowId })];
    assert.deepEqual(await subject.claim({ only: { flowId: v7() } }), []);
    assert.deepEqual(await subject.claim({ only: { flowId }, jobs: ['another'] }), []);
    assert.deepEqual(await subject.claim({ only: { flowId }, queues: ['another'] }), []);
    assert.deepEqual(idsOf(await subject.claim({ only: { flowId }, limit: 1 })), [second]);
    assert.deepEqual(idsOf(await subject.claim({ only: { flowId } })), [third]);
  });

  test('only queued runs are claimed, also when they are asked for by id', async (subject) => {
    const parent = subject.newRun({ delayMs: 60_000 });
    const child = subject.child([parent]);
    await subject.store.enqueue([parent, child]);
    const running = await subject.running();
    const cancelled = await subject.add();
    await subject.store.cancel([cancelled], REASON);
    const only = { runIds: [parent.id, child.id, running.id, cancelled] };
    assert.deepEqual(await subject.claim({ only }), []);
    assert.deepEqual(await subject.claim(), []);
  });

  test('every attempt has a higher token', async (subject) => {
    const id = await subject.add();
    let token = 0;
    for (const attempt of [1, 2, 3]) {
      const run = await subject.claimRun(id);
      assert.equal(run.attempt, attempt);
      assert.ok(run.token > token, `expected a token above ${token}, received ${run.token}`);
      token = run.token;
      await subject.store.release([released(run)]);
    }
  });

  test('no run goes to two of many claimers, and none is lost', async (subject) => {
    const stores = await subject.instances();
    const runs = subject.newRuns(400);
    await subject.store.enqueue(runs);
    const request = { worker: 'w', jobs: [subject.job], limit: 7, leaseMs: LONG_MS };
    const claims = [...stores, ...stores].map((store) => drain(() => store.claim(request)));
    const claimed = idsOf((await Promise.all(claims)).flat());
    assert.equal(claimed.length, 400);
    assert.deepEqual(claimed.sort(), idsOf(runs).sort());
  });

  test('a limit or a lease that makes no sense is refused', async (subject) => {
    const id = await subject.add();
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await assertRefused(subject.claim({ limit }));
      await assertRefused(subject.store.reap({ limit, leaseMs: SHORT_MS }));
      await assertRefused(subject.store.promote(limit));
    }
    for (const leaseMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertRefused(subject.claim({ leaseMs }));
      await assertRefused(subject.store.reap({ limit: 1, leaseMs }));
    }
    assert.equal(await subject.state(id), 'queued');
  });
});

import assert from 'node:assert/strict';
import { ATTEMPTS_KEPT, type Json } from '@nightshift/core';
import { suite } from '../suite.js';
import { assertHeld, ERROR, failed, leaseOf, REASON, released, SHORT_MS, succeeded } from '../subject.js';

export const settleSuite = suite('settle', (test) => {
  test('a run ends as success with its output', async (subject) => {
    const run = await subject.running({}, { worker: 'w-1' });
    await subject.advance(5);
    const before = await subject.now();
    const output = { rows: 3, list: [1, null, 'a'] };
    assert.deepEqual(await subject.store.settle([succeeded(run, { output })]), [{ held: true, cancel: null }]);
    const record = await subject.record(run.id);
    const { state, error, cancel, leaseExpiresAt, attempt, finishedAt } = record;
    assert.deepEqual(
      { state, output: record.output, error, cancel, leaseExpiresAt, attempt },
      { state: 'success', output, error: null, cancel: null, leaseExpiresAt: null, attempt: 1 },
    );
    const endedAt = finishedAt?.getTime() ?? 0;
    assert.ok(endedAt >= before && endedAt <= (await subject.now()));
    const { startedAt } = run;
    assert.deepEqual(record.attempts, [
      { attempt: 1, worker: 'w-1', startedAt, endedAt: finishedAt, outcome: 'success' },
    ]);
  });

  test('a run ends as failed with its error', async (subject) => {
    const run = await subject.running();
    const error = { ...ERROR, stack: 'Error: It broke\n    at x', causes: ['Error: deep'] };
    assertHeld(await subject.store.settle([failed(run, { error, attempt: { outcome: 'stuck', error } })]));
    const record = await subject.record(run.id);
    assert.deepEqual([record.state, record.error, record.output], ['failed', error, null]);
    assert.deepEqual([record.attempts[0]?.outcome, record.attempts[0]?.error], ['stuck', error]);
  });

  test('a run ends as cancelled with the reason given, or else with the one it was asked for', async (subject) => {
    const own = await subject.running();
    const asked = await subject.running();
    await subject.store.cancel([asked.id], REASON);
    const cancel = { code: 'flow-cancelled', message: 'enough' } as const;
    const attempt = { outcome: 'cancelled' } as const;
    const settlements = [
      succeeded(own, { state: 'cancelled', cancel, attempt }),
      succeeded(asked, { state: 'cancelled', attempt }),
    ];
    assertHeld(await subject.store.settle(settlements));
    assert.deepEqual(await subject.states([own.id, asked.id]), ['cancelled', 'cancelled']);
    assert.deepEqual((await subject.record(own.id)).cancel, cancel);
    assert.deepEqual((await subject.record(asked.id)).cancel, REASON);
  });

  test('a run that is asked to stop may still succeed, and is not called cancelled then', async (subject) => {
    const run = await subject.running();
    await subject.store.cancel([run.id], REASON);
    assert.deepEqual(await subject.store.settle([succeeded(run)]), [{ held: true, cancel: REASON }]);
    const { state, cancel } = await subject.record(run.id);
    assert.deepEqual({ state, cancel }, { state: 'success', cancel: null });
  });

  test('a second settle changes nothing', async (subject) => {
    const run = await subject.running();
    await subject.store.settle([succeeded(run, { output: 1 })]);
    const before = await subject.record(run.id);
    assert.deepEqual(await subject.store.settle([failed(run)]), [{ held: false }]);
    assert.deepEqual(await subject.record(run.id), before);
  });

  test('a lease that is twice in a list ends its run once', async (subject) => {
    const run = await subject.running();
    const answers = await subject.store.settle([succeeded(run, { output: 1 }), succeeded(run, { output: 1 })]);
    assert.ok(answers.some(({ held }) => held));
    const record = await subject.record(run.id);
    assert.deepEqual([record.state, record.attempts.length], ['success', 1]);
  });

  test('answers keep the order of the settlements', async (subject) => {
    const { stale } = await subject.takenOver();
    const [first, second] = [await subject.running(), await subject.running()];
    const lost = { ...succeeded(first), lease: stale };
    const answers = await subject.store.settle([
      lost,
      failed(second, { error: { ...ERROR, message: 'second' } }),
      succeeded(first, { output: 'first' }),
    ]);
    assert.deepEqual(
      answers.map(({ held }) => held),
      [false, true, true],
    );
    assert.equal((await subject.record(first.id)).output, 'first');
    assert.equal((await subject.record(second.id)).error?.message, 'second');
    assert.deepEqual(await subject.store.settle([]), []);
  });

  test('5,000 runs are settled in one call', async (subject) => {
    await subject.store.enqueue(subject.newRuns(5_000));
    const runs = await subject.claim();
    assertHeld(await subject.store.settle(runs.map((run, index) => succeeded(run, { output: index }))));
    const records = await subject.store.read.get(runs.map(({ id }) => id));
    assert.deepEqual(
      records.map(({ output }) => output),
      runs.map((_, index) => index),
    );
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).success, 5_000);
  });

  test('of settles on several instances at once, one holds the lease', async (subject) => {
    const stores = await subject.instances();
    for (let round = 0; round < 5; round += 1) {
      const run = await subject.running();
      const settled = await Promise.all(stores.map((store, output) => store.settle([succeeded(run, { output })])));
      const winners = settled.flatMap(([answer], index) => (answer?.held === true ? [index] : []));
      assert.equal(winners.length, 1);
      const { output, attempts } = await subject.record(run.id);
      assert.deepEqual({ output, attempts: attempts.length }, { output: winners[0], attempts: 1 });
    }
  });

  test('an expired lease that nobody took over still settles', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    await subject.succeed(run);
    assert.deepEqual(await subject.reap(), []);
  });

  test('an output is held to JSON', async (subject) => {
    const [dated, nothing] = [await subject.running(), await subject.running()];
    const output = { at: new Date(0), gone: undefined } as unknown as Json;
    assertHeld(await subject.store.settle([succeeded(dated, { output }), succeeded(nothing, { output: null })]));
    assert.deepEqual((await subject.record(dated.id)).output, { at: '1970-01-01T00:00:00.000Z' });
    assert.equal((await subject.record(nothing.id)).output, null);
  });

  test('progress and checkpoint stay after the end', async (subject) => {
    const run = await subject.running();
    const progress = { done: 5, total: 9, phase: 'writing', ratePerSecond: 2.5, failedItems: 1 };
    await subject.store.report([{ lease: leaseOf(run), progress }]);
    await subject.store.checkpoint(leaseOf(run), 'c');
    await subject.fail(run);
    const record = await subject.record(run.id);
    assert.deepEqual([record.progress, record.checkpoint], [progress, 'c']);
  });

  test('the latest attempts are kept, oldest first', async (subject) => {
    const id = await subject.add();
    for (let attempt = 1; attempt <= ATTEMPTS_KEPT + 2; attempt += 1) {
      assertHeld(await subject.store.release([released(await subject.claimRun(id))]));
    }
    const { attempts, attempt } = await subject.record(id);
    assert.equal(attempt, ATTEMPTS_KEPT + 2);
    assert.deepEqual(
      attempts.map((ended) => ended.attempt),
      Array.from({ length: ATTEMPTS_KEPT }, (_, index) => index + 3),
    );
  });
});

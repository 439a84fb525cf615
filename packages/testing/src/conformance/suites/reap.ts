import assert from 'node:assert/strict';
import { suite } from '../suite.js';
import { assertHeld, drain, idsOf, leaseOf, LONG_MS, released, SHORT_MS, type Subject, succeeded } from '../subject.js';

export const reapSuite = suite('reap', (test) => {
  test('a lease is left alone until it expires, then taken over without spending an attempt', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.store.checkpoint(leaseOf(run), { cursor: 5 });
    assert.deepEqual(await subject.reap(), []);
    await subject.advance(SHORT_MS + 1);
    const before = await subject.now();
    const [reaped, ...others] = await subject.reap(LONG_MS);
    assert.deepEqual(others, []);
    assert.deepEqual(reaped, await subject.record(run.id));
    assert.ok(reaped && reaped.token > run.token);
    const { state, attempt, worker, checkpoint, attempts } = reaped;
    const expected = { state: 'running', attempt: 1, worker: run.worker, checkpoint: { cursor: 5 }, attempts: [] };
    assert.deepEqual({ state, attempt, worker, checkpoint, attempts }, expected);
    const expiresAt = reaped.leaseExpiresAt?.getTime() ?? 0;
    assert.ok(expiresAt >= before + LONG_MS && expiresAt <= (await subject.now()) + LONG_MS);
    assert.deepEqual(await subject.reap(), []);
  });

  test('no more than the limit is taken over at once', async (subject) => {
    await subject.clear();
    await subject.store.enqueue(subject.newRuns(5));
    const claimed = await subject.claim({ leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    const taken: string[] = [];
    for (const expected of [2, 2, 1, 0]) {
      const { runs: reaped } = await subject.store.reap({ limit: 2, leaseMs: LONG_MS });
      assert.equal(reaped.length, expected);
      taken.push(...idsOf(reaped));
    }
    assert.deepEqual(taken.sort(), idsOf(claimed).sort());
  });

  test('the answer says when the next lease expires, those just taken over included', async (subject) => {
    await subject.clear();
    const request = { limit: 10, leaseMs: SHORT_MS };
    assert.deepEqual(await subject.store.reap(request), { runs: [], nextExpiryMs: null });
    await subject.add();
    assert.deepEqual(await subject.store.reap(request), { runs: [], nextExpiryMs: null });
    const later = await subject.running({}, { leaseMs: 10 * SHORT_MS });
    await assertNextExpiry(subject, later.id);
    const sooner = await subject.running({}, { leaseMs: SHORT_MS });
    await assertNextExpiry(subject, sooner.id);
    await subject.advance(SHORT_MS + 1);
    await assertNextExpiry(subject, sooner.id);
    await subject.succeed(...(await subject.store.read.get([later.id])));
    await assertNextExpiry(subject, sooner.id);
  });

  test('when the reaper dies too, its lease expires in turn', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    let token = run.token;
    for (const reaper of ['the second', 'the third']) {
      await subject.advance(SHORT_MS + 1);
      const [reaped] = await subject.reap(SHORT_MS);
      assert.ok(reaped && reaped.token > token, `${reaper} was expected to take the run over`);
      token = reaped.token;
    }
  });

  test('the reaper decides: back to the queue, with the attempt recorded', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    const reaped = await subject.reap();
    const attempt = { outcome: 'lease-expired' } as const;
    assertHeld(await subject.store.release(reaped.map((taken) => released(taken, { attempt }))));
    const again = await subject.claimRun(run.id);
    assert.deepEqual([again.attempt, again.attempts.map(({ outcome }) => outcome)], [2, ['lease-expired']]);
  });

  test('the reaper decides: failed for good', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    await subject.fail(...(await subject.reap()));
    assert.equal(await subject.state(run.id), 'failed');
  });

  test('no expired run goes to two of many reapers, and none is lost', async (subject) => {
    await subject.clear();
    const stores = await subject.instances();
    await subject.store.enqueue(subject.newRuns(100));
    const claimed = await subject.claim({ leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    const request = { limit: 7, leaseMs: LONG_MS };
    const reapers = [...stores, ...stores].map((store) => drain(async () => (await store.reap(request)).runs));
    const taken = idsOf((await Promise.all(reapers)).flat());
    assert.deepEqual(taken.sort(), idsOf(claimed).sort());
  });

  test('of a reaper and a late settle, exactly one has the run', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const run = await subject.running({}, { leaseMs: SHORT_MS });
      await subject.advance(SHORT_MS + 1);
      const [reaped, settled] = await Promise.all([
        first.reap({ limit: 10, leaseMs: LONG_MS }),
        second.settle([succeeded(run, { output: 'late' })]),
      ]);
      const state = await subject.state(run.id);
      const outcome = { reaped: reaped.runs.filter(({ id }) => id === run.id).length, held: settled[0]?.held, state };
      const expected = outcome.held
        ? { reaped: 0, held: true, state: 'success' }
        : { reaped: 1, held: false, state: 'running' };
      assert.deepEqual(outcome, expected);
    }
  });

  test('of a reaper and a late extend, exactly one has the run', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const run = await subject.running({}, { leaseMs: SHORT_MS });
      await subject.advance(SHORT_MS + 1);
      const [reaped, extended] = await Promise.all([
        first.reap({ limit: 10, leaseMs: LONG_MS }),
        second.extend([leaseOf(run)], LONG_MS),
      ]);
      const taken = reaped.runs.find(({ id }) => id === run.id);
      assert.equal(extended[0]?.held, taken === undefined);
      const owner = taken ?? run;
      assertHeld(await subject.store.extend([leaseOf(owner)], LONG_MS));
    }
  });
});

/** Reaps, and compares the answer with the lease of the run, which is the next to expire after that. */
async function assertNextExpiry(subject: Subject, runId: string): Promise<void> {
  const before = await subject.now();
  const { nextExpiryMs } = await subject.store.reap({ limit: 10, leaseMs: SHORT_MS });
  const after = await subject.now();
  const expiresAt = (await subject.record(runId)).leaseExpiresAt?.getTime() ?? 0;
  assert.ok(nextExpiryMs !== null && nextExpiryMs >= expiresAt - after - 1 && nextExpiryMs <= expiresAt - before + 1);
}

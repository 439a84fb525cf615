import assert from 'node:assert/strict';
import type { Lease, LeaseAnswer, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import {
  assertHeld,
  assertRefused,
  leaseOf,
  LONG_MS,
  REASON,
  released,
  SHORT_MS,
  type Subject,
  succeeded,
} from '../subject.js';

const LOST: LeaseAnswer = { held: false };
const HELD: LeaseAnswer = { held: true, cancel: null };

export const leasesSuite = suite('leases', (test) => {
  test('extend renews a lease from now', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS / 2);
    const before = await subject.now();
    assert.deepEqual(await subject.store.extend([leaseOf(run)], SHORT_MS), [HELD]);
    const expiresAt = (await subject.record(run.id)).leaseExpiresAt?.getTime() ?? 0;
    assert.ok(expiresAt >= before + SHORT_MS && expiresAt <= (await subject.now()) + SHORT_MS);
    await subject.store.extend([leaseOf(run)], LONG_MS);
    await subject.advance(SHORT_MS * 2);
    assert.deepEqual(await subject.reap(), []);
  });

  test('an expired lease that nobody took over can be renewed, and used', async (subject) => {
    const run = await subject.running({}, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    assert.deepEqual(await subject.store.checkpoint(leaseOf(run), { at: 1 }), HELD);
    assert.deepEqual(await subject.store.extend([leaseOf(run)], LONG_MS), [HELD]);
    assert.deepEqual(await subject.reap(), []);
    await subject.succeed(run);
  });

  test('a lease that was taken over is lost to every verb, which then changes nothing', async (subject) => {
    const { stale, current } = await subject.takenOver();
    await assertLostEverywhere(subject, stale);
    assert.deepEqual(await subject.store.extend([current], LONG_MS), [HELD]);
  });

  test('a lease of an attempt that was released is lost to every verb, also in the next attempt', async (subject) => {
    const first = await subject.running();
    assertHeld(await subject.store.release([released(first)]));
    await assertLostEverywhere(subject, leaseOf(first));
    const second = await subject.claimRun(first.id);
    await assertLostEverywhere(subject, leaseOf(first));
    assert.deepEqual(await subject.store.extend([leaseOf(second)], LONG_MS), [HELD]);
  });

  test('a run that is not running has no lease', async (subject) => {
    const finished = await subject.running();
    await subject.succeed(finished);
    await assertLostEverywhere(subject, leaseOf(finished));
    const queued = await subject.add();
    await assertLostEverywhere(subject, { runId: queued, token: 0 });
    const cancelled = await subject.add();
    await subject.store.cancel([cancelled], REASON);
    await assertLostEverywhere(subject, { runId: cancelled, token: 0 });
  });

  test('a token that was never given out, and a run that is unknown, have no lease', async (subject) => {
    const run = await subject.running();
    for (const token of [run.token + 1, run.token - 1, -1])
      await assertLostEverywhere(subject, { runId: run.id, token });
    assert.deepEqual(await subject.store.extend([{ runId: v7(), token: 1 }], LONG_MS), [LOST]);
  });

  test('answers keep the order of the leases', async (subject) => {
    const [first, second] = [await subject.running(), await subject.running()];
    const { stale } = await subject.takenOver();
    const leases = [stale, leaseOf(second), { runId: v7(), token: 1 }, leaseOf(first)];
    assert.deepEqual(await subject.store.extend(leases, LONG_MS), [LOST, HELD, LOST, HELD]);
    assert.deepEqual(await subject.store.report(leases.map((lease) => ({ lease }))), [LOST, HELD, LOST, HELD]);
    assert.deepEqual(await subject.store.extend([], LONG_MS), []);
    assert.deepEqual(await subject.store.report([]), []);
  });

  test('5,000 leases are renewed, reported on and given back, each in one call', async (subject) => {
    await subject.store.enqueue(subject.newRuns(5_000));
    const runs = await subject.claim();
    const leases = runs.map(leaseOf);
    assert.equal(leases.length, 5_000);
    assertHeld(await subject.store.extend(leases, LONG_MS));
    assertHeld(await subject.store.report(leases.map((lease, done) => ({ lease, progress: { done } }))));
    assertHeld(await subject.store.release(runs.map((run) => released(run))));
    const records = await subject.store.read.get(runs.map(({ id }) => id));
    assert.deepEqual(
      records.map(({ progress }) => progress?.done),
      runs.map((_, index) => index),
    );
  });

  test('a checkpoint replaces the one before, and is there for the next attempt', async (subject) => {
    const run = await subject.running();
    assert.equal(run.checkpoint, null);
    await subject.store.checkpoint(leaseOf(run), { cursor: 1, rest: [1, 2] });
    await subject.store.checkpoint(leaseOf(run), { cursor: 2 });
    await subject.store.release([released(run)]);
    assert.deepEqual((await subject.claimRun(run.id)).checkpoint, { cursor: 2 });
  });

  test('every verb with a lease tells of the request to cancel', async (subject) => {
    const run = await subject.running();
    const lease = leaseOf(run);
    await subject.store.cancel([run.id], REASON);
    const told = { held: true, cancel: REASON };
    assert.deepEqual(await subject.store.extend([lease], LONG_MS), [told]);
    assert.deepEqual(await subject.store.report([{ lease }]), [told]);
    assert.deepEqual(await subject.store.checkpoint(lease, 1), told);
    assert.deepEqual(await subject.store.spawn(lease, []), told);
    assert.deepEqual(await subject.store.settle([succeeded(run)]), [told]);
  });

  test('verbs on the same runs in opposite orders, called at once, do not block each other', async (subject) => {
    await subject.store.enqueue(subject.newRuns(40));
    const runs = await subject.claim();
    const leases = runs.map(leaseOf);
    const ids = runs.map(({ id }) => id);
    for (let round = 0; round < 5; round += 1) {
      const calls: ((store: Store<unknown>) => Promise<unknown>)[] = [
        (store) => store.extend(leases, LONG_MS),
        (store) => store.cancel([...ids].reverse(), REASON),
        (store) => store.report([...leases].reverse().map((lease) => ({ lease, progress: { done: round } }))),
        (store) => store.cancel(ids, REASON),
      ];
      await subject.spread(calls, (store, call) => call(store));
    }
    assertHeld(await subject.store.extend(leases, LONG_MS));
  });

  test('a lease that makes no sense is refused', async (subject) => {
    const run = await subject.running();
    for (const leaseMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assertRefused(subject.store.extend([leaseOf(run)], leaseMs));
    }
    assert.deepEqual(await subject.record(run.id), run);
  });
});

async function assertLostEverywhere(subject: Subject, lease: Lease): Promise<void> {
  const { store } = subject;
  const before = await subject.record(lease.runId);
  const attempt = { outcome: 'success' } as const;
  const logs = [{ at: new Date(0), level: 'info', message: 'too late' }] as const;
  const answers = {
    extend: await store.extend([lease], LONG_MS),
    report: await store.report([{ lease, progress: { done: 1_000 }, logs }]),
    checkpoint: [await store.checkpoint(lease, { cursor: 'too late' })],
    settle: await store.settle([{ lease, state: 'success', output: 'too late', error: null, attempt }]),
    release: await store.release([{ lease, delayMs: 0, spend: true, attempt }]),
    'release until children': await store.release([{ lease, delayMs: 0, spend: true, untilChildren: true, attempt }]),
    spawn: [await store.spawn(lease, [subject.newRun()])],
  };
  for (const [verb, answer] of Object.entries(answers)) assert.deepEqual(answer, [LOST], `${verb} of a lost lease`);
  assert.deepEqual(await subject.record(lease.runId), before);
  assert.deepEqual(await store.read.logs(lease.runId, { after: 0, limit: 10 }), []);
}

import assert from 'node:assert/strict';
import type { ClaimedRun, Store } from '@nightshift/core';
import { v7 } from 'uuid';
import { addLimited, claimFrom, countKeys, perJob, perKey, perQueue, times } from '../limited.js';
import { suite } from '../suite.js';
import { assertHeld, failed, idsOf, REASON, released, SHORT_MS, type Subject, succeeded } from '../subject.js';

export const concurrencySuite = suite('concurrency', (test) => {
  test('a limit per key lets so many runs of each key execute at once', async (subject) => {
    const limits = [perKey(subject, { concurrency: 2 })];
    await addLimited(subject, [...times(4, 'a'), ...times(3, 'b'), 'c']);
    assert.deepEqual(countKeys(await subject.claim({ limits })), { a: 2, b: 2, c: 1 });
    assert.deepEqual(await subject.claim({ limits }), []);
  });

  test('a limit per job counts the runs of all its keys, and of no other job', async (subject) => {
    const limits = [perJob(subject, { concurrency: 3 })];
    const other = subject.name('other');
    await addLimited(subject, ['a', 'a', 'b', 'b', '']);
    await addLimited(subject, ['a', 'a'], { job: other });
    const claimed = await subject.claim({ limits, jobs: [subject.job, other] });
    assert.deepEqual(countBy(claimed, 'job'), { [subject.job]: 3, [other]: 2 });
  });

  test('a limit per queue counts the runs of all its jobs, and of no other queue', async (subject) => {
    const [queue, free, other] = [subject.name('q'), subject.name('free'), subject.name('other')];
    const limits = [perQueue(queue, { concurrency: 3 })];
    await addLimited(subject, ['a', ''], { queue });
    await addLimited(subject, ['a', ''], { queue, job: other });
    await addLimited(subject, ['a', ''], { queue: free, job: other });
    const claimed = await subject.claim({ limits, jobs: [subject.job, other] });
    assert.deepEqual(countBy(claimed, 'queue'), { [queue]: 3, [free]: 2 });
  });

  test('several limits hold together', async (subject) => {
    const [queue, other] = [subject.name('q'), subject.name('other')];
    const limits = [
      perKey(subject, { concurrency: 2 }),
      perJob(subject, { concurrency: 3 }),
      perQueue(queue, { concurrency: 4 }),
    ];
    await addLimited(subject, [...times(5, 'a'), ...times(5, 'b'), ...times(5, 'c')], { queue, priority: 1 });
    await addLimited(subject, times(5, 'a'), { queue, job: other });
    const claimed = await subject.claim({ limits, jobs: [subject.job, other] });
    assert.deepEqual(countBy(claimed, 'job'), { [subject.job]: 3, [other]: 1 });
    assert.ok(Object.values(countKeys(claimed.filter(({ job }) => job === subject.job))).every((count) => count <= 2));
  });

  test('any end of a run makes room for one more', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    const ends: ((run: ClaimedRun) => Promise<unknown>)[] = [
      (run) => subject.succeed(run),
      (run) => subject.fail(run),
      async (run) => {
        await subject.store.cancel([run.id], REASON);
        assert.deepEqual(await subject.claim({ limits }), [], 'a run that is asked to stop still executes');
        return subject.store.settle([failed(run, { state: 'cancelled' })]);
      },
      (run) => subject.store.release([released(run, { delayMs: 60_000 })]),
      (run) => subject.store.release([released(run, { delayMs: 60_000, spend: false })]),
      async (run) => {
        await subject.store.spawn({ runId: run.id, token: run.token }, [subject.newRun({ delayMs: 60_000 })]);
        return subject.store.release([released(run, { untilChildren: true })]);
      },
    ];
    const ids = await addLimited(subject, times(ends.length + 1, 'a'));
    for (const [index, end] of ends.entries()) {
      const [run, ...others] = await subject.claim({ limits });
      assert.deepEqual([run?.id, others], [ids[index], []]);
      assert.deepEqual(await subject.claim({ limits }), []);
      await end(run as ClaimedRun);
    }
    assert.deepEqual(idsOf(await subject.claim({ limits })), ids.slice(-1));
  });

  test('a run that goes back to the queue at once leaves one place, and no more', async (subject) => {
    const limits = [perJob(subject, { concurrency: 2 })];
    await addLimited(subject, times(5, 'a'));
    const [first] = await subject.claim({ limits });
    assertHeld(await subject.store.release([released(first as ClaimedRun)]));
    assert.equal((await subject.claim({ limits })).length, 1);
    assert.deepEqual(await subject.claim({ limits }), []);
  });

  test('a run whose worker died counts until it is ended, in the hands of a reaper too', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    const ids = await addLimited(subject, ['a', 'a']);
    await subject.claim({ limits, leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    assert.deepEqual(await subject.claim({ limits }), []);
    const reaped = await subject.reap();
    assert.deepEqual(idsOf(reaped), ids.slice(0, 1));
    assert.deepEqual(await subject.claim({ limits }), []);
    await subject.fail(...reaped);
    assert.deepEqual(idsOf(await subject.claim({ limits })), ids.slice(1));
  });

  test('limits hold for runs that are asked for by id, or by flow', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    const flowId = v7();
    const ids = await addLimited(subject, ['a', 'a', 'b'], { flowId });
    const inFlow = await subject.claim({ limits, only: { flowId } });
    assert.deepEqual(countKeys(inFlow), { a: 1, b: 1 });
    assert.deepEqual(await subject.claim({ limits, only: { flowId } }), []);
    assert.deepEqual(await subject.claim({ limits, only: { runIds: ids } }), []);
    await subject.succeed(...inFlow);
    assert.equal((await subject.claim({ limits, only: { runIds: ids } })).length, 1);
  });

  test('the empty key is held to the limits of its job and queue', async (subject) => {
    const queue = subject.name('q');
    await addLimited(subject, times(5, ''), { queue });
    assert.equal((await subject.claim({ limits: [perQueue(queue, { concurrency: 2 })] })).length, 2);
    assert.equal((await subject.claim({ limits: [perJob(subject, { concurrency: 3 })] })).length, 1);
  });

  test('a run without a limit key is held back by no limit', async (subject) => {
    const queue = subject.name('q');
    const limits = [
      perKey(subject, { concurrency: 1 }),
      perJob(subject, { concurrency: 1 }),
      perQueue(queue, { concurrency: 1 }),
    ];
    for (const priority of [-1, 0, 1]) await addLimited(subject, ['a', 'a', null, null], { priority, queue });
    assert.deepEqual(countKeys(await subject.claim({ limits })), { a: 1, null: 6 });
    await addLimited(subject, [null], { queue });
    assert.deepEqual(countKeys(await subject.claim({ limits, limit: 1 })), { null: 1 });
  });

  test('the rules given with a claim count, and limits of other names hold nothing back', async (subject) => {
    await addLimited(subject, times(9, 'a'));
    assert.equal((await subject.claim({ limits: [perKey(subject, { concurrency: 2 })] })).length, 2);
    assert.equal((await subject.claim({ limits: [perKey(subject, { concurrency: 3 })] })).length, 1);
    assert.deepEqual(await subject.claim({ limits: [perKey(subject, { concurrency: 1 })] }), []);
    const elsewhere = [
      { ...perKey(subject, { concurrency: 1 }), name: subject.name('other') },
      perQueue(subject.name('other'), { concurrency: 1 }),
    ];
    assert.equal((await subject.claim({ limits: elsewhere, limit: 2 })).length, 2);
    assert.equal((await subject.claim({ limit: 2 })).length, 2, 'without rules, nothing is held back');
    assert.deepEqual(await subject.claim({ limits: [perKey(subject, { concurrency: 7 })] }), []);
    assert.equal((await subject.claim({ limits: [perKey(subject, { concurrency: 8 })] })).length, 1);
  });

  test('however many keys are full, whatever else may start is found', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    const other = subject.name('other');
    const full = Array.from({ length: 200 }, (_, index) => `full-${index}`);
    await addLimited(subject, full, { priority: 9 });
    assert.equal((await subject.claim({ limits })).length, 200);
    await addLimited(subject, [...full, ...full, ...full], { priority: 9 });
    const [free] = await addLimited(subject, ['free']);
    const [limited] = await addLimited(subject, ['a'], { job: other, priority: -1 });
    const [unlimited] = await addLimited(subject, [null], { job: other, priority: -2 });
    for (const expected of [free, limited, unlimited]) {
      assert.deepEqual(idsOf(await subject.claim({ limits, jobs: [subject.job, other], limit: 1 })), [expected]);
    }
    assert.deepEqual(await subject.claim({ limits, jobs: [subject.job, other] }), []);
  });

  test('a key with a long backlog that is full hides no other key', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    await addLimited(subject, times(1_500, 'busy'));
    await addLimited(subject, ['late']);
    assert.deepEqual(countKeys(await subject.claim({ limits, limit: 2 })), { busy: 1, late: 1 });
  });

  test('many claimers at once never have more than the limit', async (subject) => {
    for (let round = 0; round < 5; round += 1) {
      const own = subject.scoped(`round-${round}`);
      const limits = [perKey(own, { concurrency: 2 }), perJob(own, { concurrency: 5 })];
      await addLimited(
        own,
        ['a', 'b', 'c', 'd'].flatMap((key) => times(6, key)),
      );
      const claims = await subject.spread(Array.from({ length: 16 }), (store) =>
        claimFrom(store, { jobs: [own.job], limits, limit: 4 }),
      );
      const claimed = claims.flat();
      assert.ok(claimed.length <= 5, `expected at most 5 at once, received ${claimed.length}`);
      assert.ok(Object.values(countKeys(claimed)).every((count) => count <= 2));
      assert.equal(new Set(idsOf(claimed)).size, claimed.length);
      const rest = await own.claim({ limits });
      assert.equal(claimed.length + rest.length, 5, 'what is left of the limit was expected to be used');
    }
  });

  test('limits hold while many claim and settle, and every run gets its turn', async (subject) => {
    const queue = subject.name('q');
    const limits = [
      perKey(subject, { concurrency: 1 }),
      perJob(subject, { concurrency: 3 }),
      perQueue(queue, { concurrency: 3 }),
    ];
    const keys = Array.from({ length: 5 }, (_, index) => times(8, `key-${index}`));
    const ids = await addLimited(subject, keys.flat(), { queue });
    const gauge = new Gauge();
    await subject.spread([1, 2, 3, 1, 2, 3], (store, limit) =>
      workUntilDone(subject, store, (instance) => gauge.hold(instance, { jobs: [subject.job], limits, limit })),
    );
    assert.ok(gauge.mostOfKey <= 1, `a key executed ${gauge.mostOfKey} times at once`);
    assert.ok(gauge.most <= 3, `${gauge.most} runs executed at once`);
    assert.deepEqual(new Set(await subject.states(ids)), new Set(['success']));
  });
});

/** Claims and ends runs, and notes how many of them executed at once. */
class Gauge {
  readonly #executing = new Map<string, number>();
  most = 0;
  mostOfKey = 0;

  async hold(store: Store<unknown>, request: Parameters<typeof claimFrom>[1]): Promise<void> {
    const claimed = await claimFrom(store, request);
    for (const { limitKey } of claimed) this.#count(String(limitKey), 1);
    await store.cancelRequests(idsOf(claimed));
    // Counted down before the end, so that what is counted as executing is.
    for (const { limitKey } of claimed) this.#count(String(limitKey), -1);
    assertHeld(await store.settle(claimed.map((run) => succeeded(run))));
  }

  #count(key: string, by: number): void {
    const ofKey = (this.#executing.get(key) ?? 0) + by;
    this.#executing.set(key, ofKey);
    this.mostOfKey = Math.max(this.mostOfKey, ofKey);
    const all = [...this.#executing.values()].reduce((sum, count) => sum + count, 0);
    this.most = Math.max(this.most, all);
  }
}

async function workUntilDone(
  subject: Subject,
  store: Store<unknown>,
  work: (store: Store<unknown>) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < 2_000; round += 1) {
    const { queued } = await store.read.counts({ jobs: [subject.job] });
    if (queued === 0) return;
    await work(store);
  }
  throw new Error('The queue was expected to become empty');
}

function countBy(runs: readonly ClaimedRun[], field: 'job' | 'queue'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const run of runs) counts[run[field]] = (counts[run[field]] ?? 0) + 1;
  return counts;
}

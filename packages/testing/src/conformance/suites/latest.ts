import assert from 'node:assert/strict';
import type { EnqueueAnswer, LeaseAnswer, NewRun, Store } from '@nightshift/core';
import { suite } from '../suite.js';
import { assertHeld, idsOf, LONG_MS, REASON, released, SHORT_MS, type Subject, succeeded } from '../subject.js';

const KEY = { key: 'user-8', dedup: 'latest' } as const;

export const latestSuite = suite('latest', (test) => {
  test('while one executes, the next waits until it is final, whatever its end', async (subject) => {
    for (const state of ['success', 'failed', 'cancelled'] as const) {
      const run = await subject.running(KEY);
      const next = await createNext(subject);
      assert.equal(await subject.state(next), 'waiting');
      assert.deepEqual(await subject.claim(), []);
      await subject.store.settle([succeeded(run, { state })]);
      assert.equal(await subject.state(next), 'queued', `after ${state}`);
      await subject.succeed(await subject.claimRun(next));
    }
  });

  test('of many enqueues meanwhile, one waits, and has the input of the last', async (subject) => {
    const run = await subject.running({ ...KEY, input: 0 });
    const waiting = await createNext(subject, { input: 1 });
    for (let input = 2; input <= 20; input += 1) {
      assert.deepEqual(await enqueueNext(subject, { input }), { runId: waiting, outcome: 'replaced' });
      const { running, waiting: waits, queued } = await subject.store.read.counts({ jobs: [subject.job] });
      assert.deepEqual({ running, waits, queued }, { running: 1, waits: 1, queued: 0 });
    }
    assert.equal((await subject.record(run.id)).input, 0);
    await subject.succeed(run);
    assert.equal((await subject.claimRun(waiting)).input, 20);
  });

  test('the last waits for the one before it in turn', async (subject) => {
    let run = await subject.running(KEY);
    for (let round = 0; round < 5; round += 1) {
      const next = await createNext(subject);
      await subject.succeed(run);
      run = await subject.claimRun(next);
      assert.deepEqual(await subject.claim(), []);
    }
  });

  test('one that waits and is not due yet is scheduled when its turn comes', async (subject) => {
    const run = await subject.running(KEY);
    const next = await createNext(subject, { delayMs: 60_000 });
    assert.equal(await subject.state(next), 'waiting');
    await subject.succeed(run);
    assert.equal(await subject.state(next), 'scheduled');
    await enqueueNext(subject, {});
    assert.equal(await subject.state(next), 'queued');
  });

  test('an attempt that is given back collides with nobody, and the next still waits', async (subject) => {
    const run = await subject.running(KEY);
    const next = await createNext(subject);
    await subject.store.release([released(run)]);
    assert.deepEqual(await subject.states([run.id, next]), ['queued', 'waiting']);
    const second = await subject.claimRun(run.id);
    assert.deepEqual(await subject.claim(), []);
    await subject.store.release([released(second, { delayMs: 60_000, spend: false })]);
    assert.deepEqual(await enqueueNext(subject, {}), { runId: next, outcome: 'replaced' });
    assert.deepEqual(await subject.states([run.id, next]), ['scheduled', 'waiting']);
    await subject.store.cancel([run.id], REASON);
    assert.equal(await subject.state(next), 'queued');
  });

  test('one that has begun counts as executing between its attempts', async (subject) => {
    const run = await subject.running(KEY);
    await subject.store.release([released(run, { spend: false })]);
    const next = await createNext(subject);
    assert.deepEqual(await subject.states([run.id, next]), ['queued', 'waiting']);
    await subject.succeed(await subject.claimRun(run.id));
    assert.equal(await subject.state(next), 'queued');
  });

  test('it waits for one whose worker died, too', async (subject) => {
    const run = await subject.running(KEY, { leaseMs: SHORT_MS });
    await subject.advance(SHORT_MS + 1);
    const next = await createNext(subject);
    const reaped = await subject.reap();
    assert.deepEqual(idsOf(reaped), [run.id]);
    assert.equal(await subject.state(next), 'waiting');
    await subject.fail(...reaped);
    assert.equal(await subject.state(next), 'queued');
  });

  test('one that waits can be cancelled, and another takes its place', async (subject) => {
    const run = await subject.running(KEY);
    const next = await createNext(subject);
    assert.deepEqual(await subject.store.cancel([next], REASON), ['cancelled']);
    const other = await createNext(subject);
    assert.equal(await subject.state(other), 'waiting');
    await subject.succeed(run);
    assert.deepEqual(await subject.states([next, other]), ['cancelled', 'queued']);
  });

  test('several in one list, while one executes, become one that waits', async (subject) => {
    const run = await subject.running(KEY);
    const runs = [1, 2, 3].map((input) => subject.newRun({ ...KEY, input }));
    const [first = ''] = idsOf(runs);
    const outcomes = ['created', 'replaced', 'replaced'];
    assert.deepEqual(
      await subject.store.enqueue(runs),
      outcomes.map((outcome) => ({ runId: first, outcome })),
    );
    await subject.succeed(run);
    assert.equal((await subject.claimRun(first)).input, 3);
  });

  test('of many enqueues at once, while one executes, one is added and waits', async (subject) => {
    const run = await subject.running(KEY);
    const answers = await subject.spread(subject.newRuns(20, KEY), (store, next) => store.enqueue([next]));
    const created = answers.flat().filter(({ outcome }) => outcome === 'created');
    assert.equal(created.length, 1);
    assert.equal((await subject.store.read.counts({ jobs: [subject.job] })).waiting, 1);
    await subject.succeed(run);
    assert.deepEqual(
      idsOf(await subject.claim()),
      created.map(({ runId }) => runId),
    );
  });

  test('of an enqueue and the end of the one that executes, at once, nobody waits for ever', async (subject) => {
    const [first, second] = await subject.pair();
    for (let round = 0; round < 20; round += 1) {
      const run = await subject.running(KEY);
      const next = subject.newRun(KEY);
      const [answers] = await Promise.all([first.enqueue([next]), second.settle([succeeded(run)])]);
      assert.deepEqual(answers, [{ runId: next.id, outcome: 'created' }]);
      assert.equal(await subject.state(next.id), 'queued');
      await subject.succeed(await subject.claimRun(next.id));
    }
  });

  test.needs(
    ['transactions', 'connect'],
    'those that wait are queued by the end of those before them, also when a change of them is committed just then',
    async (subject) => {
      const [, other] = await subject.pair();
      const keys = ['user-8', 'user-9', 'user-10'].map((key) => ({ ...KEY, key }));
      await subject.store.enqueue(keys.map((each) => subject.newRun(each)));
      const running = await subject.claim();
      const next = (await subject.store.enqueue(keys.map((each) => subject.newRun(each)))).map(({ runId }) => runId);
      let settling: Promise<LeaseAnswer[]> | undefined;
      await subject.committed(async (tx) => {
        const changes = keys.map((each) => subject.newRun({ ...each, input: 'changed' }));
        await subject.store.enqueue(changes, { tx });
        settling = other.settle(running.map((run) => succeeded(run)));
        // Reads that do not wait, so that the settle is on its way by the time of the commit.
        for (let round = 0; round < 10; round += 1) await other.read.get(next);
      });
      assertHeld((await settling) ?? []);
      const claimed = (await subject.claim()).map(({ id, input }) => [id, input]);
      assert.deepEqual(claimed.sort(), next.map((id) => [id, 'changed']).sort());
    },
  );

  test('never do two execute at once, however many enqueue and claim', async (subject) => {
    let executing = 0;
    let most = 0;
    const work = async (store: Store<unknown>, worker: number): Promise<void> => {
      for (let round = 0; round < 12; round += 1) {
        await store.enqueue([subject.newRun(KEY)]);
        const claimed = await store.claim({ worker: 'w', jobs: [subject.job], limit: 5, leaseMs: LONG_MS });
        executing += claimed.length;
        most = Math.max(most, executing);
        // Each worker takes another time for it, so that they meet in all orders.
        for (let more = 0; more <= worker; more += 1) await store.enqueue([subject.newRun(KEY)]);
        // Counted down before the end, so that what is counted as executing is.
        executing -= claimed.length;
        await store.settle(claimed.map((run) => succeeded(run)));
      }
    };
    await subject.spread([0, 1, 2, 3, 4, 5], work);
    assert.equal(most, 1);
  });
});

async function enqueueNext(subject: Subject, changes: Partial<NewRun>): Promise<EnqueueAnswer | undefined> {
  const [answer] = await subject.store.enqueue([subject.newRun({ ...KEY, ...changes })]);
  return answer;
}

/** Enqueues a run that is expected to be added. */
async function createNext(subject: Subject, changes: Partial<NewRun> = {}): Promise<string> {
  const answer = await enqueueNext(subject, changes);
  assert.equal(answer?.outcome, 'created');
  return answer.runId;
}

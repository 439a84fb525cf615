import assert from 'node:assert/strict';
import type { Pause, PauseTarget } from '@nightshift/core';
import { v7 } from 'uuid';
import { withInbox } from '../inbox.js';
import { addLimited } from '../limited.js';
import { suite } from '../suite.js';
import { assertHeld, idsOf, leaseOf, LONG_MS, released, type Subject } from '../subject.js';

const BY = { by: 'conformance' };

export const pauseSuite = suite('pause', (test) => {
  test('runs of a paused job stay until it is resumed, and others go on', async (subject) => {
    const other = subject.name('other');
    const jobs = [subject.job, other];
    const stays = [await subject.add({ priority: 9 }), ...(await addLimited(subject, ['a']))];
    const goes = await subject.add({ job: other });
    await subject.store.limits.pause({ job: subject.job }, BY);
    assert.deepEqual(idsOf(await subject.claim({ jobs })), [goes]);
    assert.equal(await subject.store.limits.resume({ job: subject.job }), true);
    assert.deepEqual(idsOf(await subject.claim({ jobs })), stays);
  });

  test('runs of a paused queue stay, whatever their job', async (subject) => {
    const [queue, other] = [subject.name('q'), subject.name('other')];
    const jobs = [subject.job, other];
    const stays = [await subject.add({ queue }), await subject.add({ queue, job: other, limitKey: '' })];
    const goes = await subject.add({ job: other });
    await subject.store.limits.pause({ queue }, BY);
    assert.deepEqual(idsOf(await subject.claim({ jobs })), [goes]);
    assert.deepEqual(await subject.claim({ jobs, queues: [queue] }), []);
    await subject.store.limits.resume({ queue });
    assert.deepEqual(idsOf(await subject.claim({ jobs })), stays);
  });

  test('they stay when they are asked for by id or by flow, too', async (subject) => {
    const flowId = v7();
    const id = await subject.add({ flowId });
    await subject.store.limits.pause({ job: subject.job }, BY);
    for (const only of [{ runIds: [id] }, { flowId }]) assert.deepEqual(await subject.claim({ only }), []);
    assert.equal(await subject.state(id), 'queued');
    await subject.store.limits.resume({ job: subject.job });
    await subject.claimRun(id);
  });

  test('a run whose queue and job are paused waits for both', async (subject) => {
    const queue = subject.name('q');
    const id = await subject.add({ queue });
    await subject.store.limits.pause({ queue }, BY);
    await subject.store.limits.pause({ job: subject.job }, BY);
    await subject.store.limits.resume({ job: subject.job });
    assert.deepEqual(await subject.claim(), []);
    await subject.store.limits.resume({ queue });
    await subject.claimRun(id);
  });

  test('a queue and a job of one name are paused apart', async (subject) => {
    const queue = subject.job;
    const inQueue = await subject.add({ queue, job: subject.name('other') });
    const ofJob = await subject.add();
    await subject.store.limits.pause({ queue }, BY);
    assert.deepEqual(idsOf(await subject.claim()), [ofJob]);
    assert.equal(await subject.store.limits.resume({ job: subject.job }), false);
    await subject.store.limits.resume({ queue });
    assert.deepEqual(idsOf(await subject.claim({ jobs: [subject.name('other')] })), [inQueue]);
  });

  test('what runs goes on; what is given back stays', async (subject) => {
    const [first, second] = [await subject.running(), await subject.running()];
    await subject.store.limits.pause({ job: subject.job }, BY);
    assertHeld(await subject.store.extend([leaseOf(first)], LONG_MS));
    assertHeld([await subject.store.checkpoint(leaseOf(first), { cursor: 1 })]);
    await subject.succeed(first);
    assertHeld(await subject.store.release([released(second)]));
    assert.deepEqual(await subject.states([first.id, second.id]), ['success', 'queued']);
    assert.deepEqual(await subject.claim(), []);
  });

  test('new runs are enqueued, and due ones promoted, and stay', async (subject) => {
    await subject.store.limits.pause({ job: subject.job }, BY);
    const id = await subject.add({ delayMs: 100 });
    await subject.advance(101);
    await subject.promoteAll();
    assert.equal(await subject.state(id), 'queued');
    assert.deepEqual(await subject.claim(), []);
    await subject.store.limits.resume({ job: subject.job });
    await subject.claimRun(id);
  });

  test('it lists what is paused, by whom, why and since when, the oldest first', async (subject) => {
    const queue = subject.name('q');
    const before = await subject.now();
    await subject.store.limits.pause({ queue }, { by: `o'brien "admin"`, message: 'mail is down\n🦉' });
    await subject.advance(2);
    await subject.store.limits.pause({ job: subject.job }, { by: 'cli' });
    const [first, second, ...others] = await ownPauses(subject, [{ queue }, { job: subject.job }]);
    assert.deepEqual(others, []);
    assert.deepEqual(withoutAt(first), { queue, by: `o'brien "admin"`, message: 'mail is down\n🦉' });
    assert.deepEqual(withoutAt(second), { job: subject.job, by: 'cli' });
    const [at = 0, later = 0] = [first?.at.getTime(), second?.at.getTime()];
    assert.ok(at >= before && at < later && later <= (await subject.now()));
    await subject.store.limits.resume({ queue });
    const left = await ownPauses(subject, [{ queue }, { job: subject.job }]);
    assert.deepEqual(left.map(withoutAt), [{ job: subject.job, by: 'cli' }]);
  });

  test('pausing twice keeps the first, and one resume ends it', async (subject) => {
    const target = { job: subject.job };
    const id = await subject.add();
    await subject.store.limits.pause(target, { by: 'first', message: 'why' });
    const known = await ownPauses(subject, [target]);
    await subject.advance(2);
    await subject.store.limits.pause(target, { by: 'second' });
    assert.deepEqual(await ownPauses(subject, [target]), known);
    assert.equal(known[0]?.by, 'first');
    assert.equal(await subject.store.limits.resume(target), true);
    assert.deepEqual(await ownPauses(subject, [target]), []);
    await subject.claimRun(id);
  });

  test('a pause as it is listed names what to resume', async (subject) => {
    const queue = subject.name('q');
    await subject.store.limits.pause({ queue }, { by: 'cli', message: 'why' });
    await subject.store.limits.pause({ job: subject.job }, BY);
    for (const pause of await ownPauses(subject, [{ queue }, { job: subject.job }])) {
      assert.equal(await subject.store.limits.resume(pause), true);
    }
    assert.deepEqual(await ownPauses(subject, [{ queue }, { job: subject.job }]), []);
  });

  test('what is not paused is not resumed', async (subject) => {
    assert.equal(await subject.store.limits.resume({ job: subject.job }), false);
    assert.equal(await subject.store.limits.resume({ queue: subject.name('q') }), false);
    await subject.store.limits.pause({ job: subject.job }, BY);
    assert.equal(await subject.store.limits.resume({ job: subject.job }), true);
    assert.equal(await subject.store.limits.resume({ job: subject.job }), false);
  });

  test('other instances hold to it, and any of them can end it', async (subject) => {
    const [first, second] = await subject.pair();
    await subject.add();
    await first.limits.pause({ job: subject.job }, BY);
    const request = { worker: 'w', jobs: [subject.job], limit: 1, leaseMs: LONG_MS };
    assert.deepEqual(await second.claim(request), []);
    assert.equal(await second.limits.resume({ job: subject.job }), true);
    assert.equal((await first.claim(request)).length, 1);
  });

  test('of many who pause or resume at once, one does', async (subject) => {
    const target = { job: subject.job };
    await subject.spread([1, 2, 3, 4, 5, 6], (store, by) => store.limits.pause(target, { by: String(by) }));
    assert.equal((await ownPauses(subject, [target])).length, 1);
    const answers = await subject.spread([1, 2, 3, 4, 5, 6], (store) => store.limits.resume(target));
    assert.equal(answers.filter((wasPaused) => wasPaused).length, 1);
  });

  test('hostile names are paused to the letter', async (subject) => {
    for (const text of [`'; DROP TABLE runs; --`, '__proto__', 'a"b\\c', '漢字 🦉', '{"job":"x"}']) {
      const queue = subject.name(text);
      await subject.add({ queue });
      await subject.store.limits.pause({ queue }, { by: text });
      assert.deepEqual(await subject.claim({ queues: [queue] }), []);
      assert.deepEqual((await ownPauses(subject, [{ queue }])).map(withoutAt), [{ queue, by: text }]);
      assert.equal(await subject.store.limits.resume({ queue }), true);
      assert.equal((await subject.claim({ queues: [queue] })).length, 1);
    }
  });

  test.needs('notifications', 'a resume wakes other instances', async (subject) => {
    for (const target of [{ job: subject.job }, { queue: subject.name('q') }]) {
      await subject.add({ queue: subject.name('q') });
      await subject.store.limits.pause(target, BY);
      await withInbox(subject, async (inbox) => {
        await subject.store.limits.resume(target);
        await inbox.wait({ kind: 'queued' });
      });
    }
  });

  test.needs('reopen', 'a crash ends no pause', async (subject) => {
    const target = { job: subject.job };
    await subject.add();
    await subject.store.limits.pause(target, { by: 'cli', message: 'why' });
    const known = await ownPauses(subject, [target]);
    await subject.crash();
    assert.deepEqual(await ownPauses(subject, [target]), known);
    assert.deepEqual(await subject.claim(), []);
    assert.equal(await subject.store.limits.resume(target), true);
  });
});

/** What is paused of these; other tests pause as well. */
async function ownPauses(subject: Subject, targets: readonly PauseTarget[]): Promise<Pause[]> {
  const names = targets.map(nameOf);
  return (await subject.store.limits.paused()).filter((pause) => names.includes(nameOf(pause)));
}

function nameOf(target: PauseTarget): string {
  return 'queue' in target ? `queue ${target.queue}` : `job ${target.job}`;
}

function withoutAt(pause: Pause | undefined): Omit<Pause, 'at'> | undefined {
  if (pause === undefined) return undefined;
  const { at: _at, ...rest } = pause;
  return rest;
}

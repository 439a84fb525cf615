import assert from 'node:assert/strict';
import type { RunFilter, RunState } from '@nightshift/core';
import { v7 } from 'uuid';
import { suite } from '../suite.js';
import { assertRefused, idsOf, leaseOf, REASON, released, type Subject } from '../subject.js';

const STATES: readonly RunState[] = ['waiting', 'scheduled', 'queued', 'running', 'success', 'failed', 'cancelled'];

export const readerSuite = suite('reader', (test) => {
  test('runs are given in the order asked for, without those that do not exist', async (subject) => {
    const [first, second] = [await subject.add(), await subject.add()];
    assert.deepEqual(idsOf(await subject.store.read.get([second, v7(), first])), [second, first]);
    assert.deepEqual(await subject.store.read.get([]), []);
  });

  test('a list holds what matches, newest first', async (subject) => {
    const flowId = v7();
    const [job, other] = [subject.job, subject.name('other')];
    const a = await subject.add({ group: 'feed', queue: 'mail', flowId });
    const b = await subject.add({ group: 'matching', key: 'k', trigger: 'cli', limitKey: 'tenant' });
    const c = await subject.add({ job: other, delayMs: 60_000, flowId, trigger: 'schedule', limitKey: '' });
    const jobs = [job, other];
    const expected: readonly (readonly [RunFilter, readonly string[]])[] = [
      [{ jobs }, [c, b, a]],
      [{ jobs: [job] }, [b, a]],
      [{ jobs: [] }, []],
      [{ jobs, states: ['scheduled'] }, [c]],
      [{ jobs, states: ['scheduled', 'queued'] }, [c, b, a]],
      [{ jobs, states: [] }, []],
      [{ jobs, groups: ['feed'] }, [a]],
      [{ jobs, groups: ['feed', 'matching'] }, [b, a]],
      [{ jobs, queues: ['mail'] }, [a]],
      [{ jobs, triggers: ['cli', 'schedule'] }, [c, b]],
      [{ jobs, key: 'k' }, [b]],
      [{ jobs, limitKey: 'tenant' }, [b]],
      [{ jobs, limitKey: '' }, [c]],
      [{ jobs, limitKey: 'nobody' }, []],
      [{ flowId }, [c, a]],
      [{ flowId, jobs: [job] }, [a]],
      [{ jobs, groups: ['feed'], queues: ['default'] }, []],
    ];
    for (const [filter, ids] of expected) {
      const { runs, next } = await subject.store.read.list(filter, { limit: 10 });
      assert.deepEqual([idsOf(runs), next], [ids, null], JSON.stringify(filter));
    }
  });

  test('pages have no gaps and no repeats', async (subject) => {
    const runs = subject.newRuns(25);
    await subject.store.enqueue(runs);
    for (const limit of [1, 7, 25, 26]) {
      assert.deepEqual(await readPages(subject, { jobs: [subject.job] }, { limit }), idsOf(runs).reverse());
    }
  });

  test('pages of a flow, and of one state, have no gaps and no repeats', async (subject) => {
    const flowId = v7();
    await subject.store.enqueue(subject.newRuns(20, { flowId }));
    const claimed = idsOf(await subject.claim({ limit: 9 }));
    const filters: readonly RunFilter[] = [
      { flowId, states: ['running'] },
      { jobs: [subject.job], states: ['running'] },
    ];
    for (const filter of filters)
      assert.deepEqual(await readPages(subject, filter, { limit: 4 }), [...claimed].sort().reverse());
  });

  test('runs that are added while one reads do not shift the pages', async (subject) => {
    const runs = subject.newRuns(10);
    await subject.store.enqueue(runs);
    const between = () => subject.add();
    assert.deepEqual(await readPages(subject, { jobs: [subject.job] }, { limit: 3, between }), idsOf(runs).reverse());
  });

  test('finished runs are read on from a moment, in the order in which they ended', async (subject) => {
    const ids: string[] = [];
    const end = async (outcome: 'success' | 'failed' | 'cancelled'): Promise<void> => {
      await subject.advance(1_000);
      const id = await subject.add();
      if (outcome === 'cancelled') await subject.store.cancel([id], REASON);
      else if (outcome === 'success') await subject.succeed(await subject.claimRun(id));
      else await subject.fail(await subject.claimRun(id));
      ids.push(id);
    };
    const begin = await subject.store.schedules.now();
    for (const outcome of ['success', 'failed', 'cancelled', 'success', 'failed'] as const) await end(outcome);
    await subject.add();
    for (const limit of [1, 2, 5, 6]) assert.deepEqual(await readFinished(subject, begin, limit), ids);
    const [third] = await subject.store.read.get(ids.slice(2, 3));
    assert.deepEqual(await readFinished(subject, third?.finishedAt ?? begin, 2), ids.slice(2));
  });

  test('runs that ended at the same moment are read each once', async (subject) => {
    const begin = await subject.store.schedules.now();
    const runs = subject.newRuns(7);
    await subject.store.enqueue(runs);
    await subject.store.cancel(idsOf(runs), REASON);
    assert.deepEqual(await readFinished(subject, begin, 3), idsOf(runs));
    assert.deepEqual(await subject.store.read.finished(begin, { limit: 3, after: v7() }), { runs: [], next: null });
  });

  test('counts name every state', async (subject) => {
    const flowId = v7();
    const jobs = [subject.job];
    const none = Object.fromEntries(STATES.map((state) => [state, 0]));
    assert.deepEqual(await subject.store.read.counts({ jobs }), none);
    const parent = subject.newRun({ flowId });
    await subject.store.enqueue([
      parent,
      subject.child([parent]),
      subject.newRun({ delayMs: 60_000 }),
      subject.newRun({ flowId }),
    ]);
    await subject.succeed(await subject.running());
    await subject.fail(await subject.running());
    await subject.running();
    await subject.store.cancel([await subject.add({ group: 'g' })], REASON);
    const expected = { waiting: 1, scheduled: 1, queued: 2, running: 1, success: 1, failed: 1, cancelled: 1 };
    assert.deepEqual(await subject.store.read.counts({ jobs }), expected);
    assert.deepEqual(await subject.store.read.counts({ flowId }), { ...none, queued: 2 });
    assert.deepEqual(await subject.store.read.counts({ jobs, groups: ['g'] }), { ...none, cancelled: 1 });
  });

  test('a flow is given whole, oldest first', async (subject) => {
    const flowId = v7();
    const runs = subject.newRuns(5, { flowId });
    await subject.store.enqueue([...runs, subject.newRun({ flowId: v7() })]);
    assert.deepEqual(idsOf(await subject.store.read.flow(flowId)), idsOf(runs));
    assert.deepEqual(await subject.store.read.flow(v7()), []);
  });

  test('it tells how many queued runs would be claimed before this one', async (subject) => {
    await subject.clear();
    const low = await subject.add({ priority: -1 });
    const first = await subject.add({ job: subject.name('other') });
    const second = await subject.add({ queue: 'mail' });
    const high = await subject.add({ priority: 9 });
    const later = await subject.add({ delayMs: 60_000 });
    const ahead = await Promise.all([high, first, second, low].map((id) => subject.store.read.ahead(id)));
    assert.deepEqual(ahead, [0, 1, 2, 3]);
    assert.equal(await subject.store.read.ahead(later), null);
    assert.equal(await subject.store.read.ahead(v7()), null);
    await subject.claimRun(high);
    assert.equal(await subject.store.read.ahead(high), null);
    assert.equal(await subject.store.read.ahead(second), 1);
  });

  test('the backlog counts what is queued by job, queue and group, and since when the longest due is due', async (subject) => {
    const other = subject.name('other');
    const early = new Date((await subject.now()) - 3_600_000);
    await subject.add({ priority: 9 });
    await subject.add({ runAt: early, limitKey: 'k' });
    await subject.add({ queue: 'mail', group: 'feed' });
    await subject.add({ queue: 'mail', group: 'matching' });
    await subject.add({ job: other, delayMs: 60_000 });
    const running = await subject.claimRun(await subject.add({ job: other }), { jobs: [other] });
    await subject.succeed(await subject.running());
    const mine = async () =>
      (await subject.store.read.backlog())
        .filter(({ job }) => [subject.job, other].includes(job))
        .map(({ job, queue, group, queued }) => [job, queue, group, queued])
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const lanes = [
      [subject.job, 'default', null, 2],
      [subject.job, 'mail', 'feed', 1],
      [subject.job, 'mail', 'matching', 1],
    ];
    assert.deepEqual(await mine(), lanes);
    const oldest = (await subject.store.read.backlog()).find(
      ({ job, queue }) => job === subject.job && queue === 'default',
    );
    assert.deepEqual(oldest?.oldestRunAt, early);
    await subject.store.release([released(running)]);
    assert.deepEqual(await mine(), [...lanes, [other, 'default', null, 1]]);
  });

  test('runs that one run spawned are listed and counted', async (subject) => {
    const parent = await subject.running();
    const children = [subject.newRun(), subject.newRun({ delayMs: 60_000 }), subject.newRun()];
    await subject.store.spawn(leaseOf(parent), children);
    await subject.succeed(await subject.claimRun(children[2]?.id ?? ''));
    const filter = { spawnedBy: parent.id };
    assert.deepEqual(await readPages(subject, filter, { limit: 2 }), idsOf(children).reverse());
    const { queued, scheduled, success, running } = await subject.store.read.counts(filter);
    assert.deepEqual({ queued, scheduled, success, running }, { queued: 1, scheduled: 1, success: 1, running: 0 });
    assert.deepEqual(await readPages(subject, { ...filter, states: ['success'] }, { limit: 2 }), [children[2]?.id]);
    assert.deepEqual(await readPages(subject, { spawnedBy: children[0]?.id ?? '' }, { limit: 2 }), []);
  });

  test('reading changes nothing', async (subject) => {
    const run = await subject.running();
    await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 });
    await subject.store.read.counts({});
    await subject.store.read.ahead(run.id);
    assert.deepEqual(await subject.record(run.id), run);
  });

  test('a page limit that makes no sense is refused', async (subject) => {
    for (const limit of [0, -1, 1.5, Number.NaN]) await assertRefused(subject.store.read.list({}, { limit }));
  });
});

interface Reading {
  readonly limit: number;
  /** Done after every page. */
  readonly between?: () => Promise<unknown>;
}

async function readPages(subject: Subject, filter: RunFilter, { limit, between }: Reading): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await subject.store.read.list(filter, after === undefined ? { limit } : { limit, after });
    assert.ok(page.runs.length <= limit);
    ids.push(...idsOf(page.runs));
    assert.ok(ids.length <= 1_000, 'the pages were expected to come to an end');
    after = page.next ?? undefined;
    await between?.();
  } while (after !== undefined);
  return ids;
}

/** This test's runs of all that ended since, page by page. */
async function readFinished(subject: Subject, since: Date, limit: number): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await subject.store.read.finished(since, after === undefined ? { limit } : { limit, after });
    assert.ok(page.runs.length <= limit);
    ids.push(...idsOf(page.runs.filter(({ job }) => job === subject.job)));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return ids;
}

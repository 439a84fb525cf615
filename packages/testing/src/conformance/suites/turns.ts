import assert from 'node:assert/strict';
import type { ClaimedRun, LimitRule } from '@nightshift/core';
import { addLimited, countKeys, perJob, perKey, times } from '../limited.js';
import { suite } from '../suite.js';
import { idsOf, released, type Subject } from '../subject.js';

export const turnsSuite = suite('turns', (test) => {
  test('a few runs of a key do not wait behind many of another', async (subject) => {
    for (const limit of [1, 2, 6]) {
      const own = subject.scoped(`limit-${limit}`);
      const late = await flood(own);
      const order = idsOf(await take(own, { limit, count: 6 }));
      const places = late.map((id) => order.indexOf(id));
      assert.ok(
        places.every((place) => place >= 0),
        `expected all of them among the first 6, received ${places.join()}`,
      );
      const firstTwo = limit > 2 ? order : order.slice(0, 2);
      assert.ok(
        late.some((id) => firstTwo.includes(id)),
        'the first of them was expected to be among the first 2',
      );
    }
  });

  test('turns are taken without any rules too', async (subject) => {
    const late = await flood(subject);
    const order = idsOf(await take(subject, { limit: 1, count: 6, limits: [] }));
    assert.deepEqual(
      late.filter((id) => order.includes(id)),
      late,
    );
  });

  test('one of each key before a second of any, call after call', async (subject) => {
    for (const limit of [1, 2, 4, 7]) {
      const own = subject.scoped(`limit-${limit}`);
      await addLimited(
        own,
        ['a', 'b', 'c', 'd'].flatMap((key) => times(10, key)),
      );
      const taken: ClaimedRun[] = [];
      while (taken.length < 28) {
        taken.push(...(await take(own, { limit, count: limit })));
        const counts = ['a', 'b', 'c', 'd'].map((key) => countKeys(taken)[key] ?? 0);
        assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `after ${taken.length}: ${counts.join()}`);
      }
    }
  });

  test('within a key, the order of claims holds', async (subject) => {
    const ids = await addLimited(subject, ['a', 'b', 'a', 'b', 'a', 'b']);
    const order = await take(subject, { limit: 1, count: 6 });
    for (const key of ['a', 'b']) {
      const ofKey = idsOf(order.filter(({ limitKey }) => limitKey === key));
      assert.deepEqual(
        ofKey,
        ids.filter((_, index) => (index % 2 === 0) === (key === 'a')),
      );
    }
  });

  test('priority comes before turns', async (subject) => {
    const urgent = await addLimited(subject, times(3, 'a'), { priority: 5 });
    const others = await addLimited(subject, ['a', 'b'], { priority: 0 });
    const last = await addLimited(subject, ['c'], { priority: -1 });
    const order = idsOf(await take(subject, { limit: 1, count: 6 }));
    assert.deepEqual(order.slice(0, 3), urgent);
    assert.deepEqual(order.slice(3, 5).sort(), others.sort());
    assert.deepEqual(order.slice(5), last);
  });

  test('a key that comes late takes its turn, and makes up for none that it missed', async (subject) => {
    await addLimited(subject, times(40, 'a'));
    await take(subject, { limit: 1, count: 20 });
    await addLimited(subject, times(20, 'b'));
    const counts = countKeys(await take(subject, { limit: 1, count: 8 }));
    assert.ok((counts['a'] ?? 0) >= 3 && (counts['b'] ?? 0) >= 3, JSON.stringify(counts));
  });

  test('a key that has nothing to start passes its turn on', async (subject) => {
    const limits = [perKey(subject, { concurrency: 1 })];
    await addLimited(subject, [...times(5, 'a'), ...times(5, 'b')]);
    let running = await subject.claim({ limits });
    assert.deepEqual(countKeys(running), { a: 1, b: 1 });
    for (let round = 0; round < 4; round += 1) {
      await subject.succeed(...running.filter(({ limitKey }) => limitKey === 'b'));
      running = await subject.claim({ limits });
      assert.deepEqual(countKeys(running), { b: 1 });
    }
  });

  test('runs that are given back take turns as others do', async (subject) => {
    await addLimited(subject, [...times(3, 'a'), ...times(3, 'b')]);
    const seen: ClaimedRun[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [run] = await take(subject, { limit: 1, count: 1 });
      seen.push(run as ClaimedRun);
      await subject.store.release([released(run as ClaimedRun)]);
    }
    assert.deepEqual(countKeys(seen), { a: 4, b: 4 });
  });

  test('each job has turns of its own', async (subject) => {
    const other = subject.name('other');
    await addLimited(subject, [...times(6, 'a'), ...times(6, 'b')]);
    await addLimited(subject, [...times(6, 'a'), ...times(6, 'b')], { job: other });
    for (const job of [subject.job, other]) {
      const claimed: ClaimedRun[] = [];
      for (let round = 0; round < 6; round += 1) claimed.push(...(await subject.claim({ jobs: [job], limit: 1 })));
      assert.deepEqual(countKeys(claimed), { a: 3, b: 3 });
    }
  });

  test('under a limit of the job, its keys share what there is', async (subject) => {
    const limits = [perJob(subject, { concurrency: 2 })];
    await addLimited(subject, [...times(20, 'a'), ...times(4, 'b')]);
    const seen: ClaimedRun[] = [];
    for (let round = 0; round < 4; round += 1) {
      const claimed = await subject.claim({ limits });
      seen.push(...claimed);
      await subject.succeed(...claimed);
    }
    assert.deepEqual(countKeys(seen), { a: 4, b: 4 });
  });
});

/** Many runs of one key, then three of another: the answer is these. */
async function flood(subject: Subject): Promise<string[]> {
  await addLimited(subject, times(100, 'many'));
  return addLimited(subject, times(3, 'few'));
}

interface Taking {
  /** So many per call. */
  readonly limit: number;
  readonly count: number;
  readonly limits?: readonly LimitRule[];
}

async function take(subject: Subject, { limit, count, limits }: Taking): Promise<ClaimedRun[]> {
  const taken: ClaimedRun[] = [];
  while (taken.length < count) {
    const claimed = await subject.claim({ limit, limits: limits ?? [perKey(subject, { concurrency: 1_000 })] });
    assert.ok(claimed.length > 0, 'there was more to claim');
    taken.push(...claimed);
  }
  return taken;
}

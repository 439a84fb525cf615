import assert from 'node:assert/strict';
import type { WorkerRecord } from '@nightshift/core';
import { suite } from '../suite.js';
import { type Subject } from '../subject.js';

export const workersSuite = suite('workers', (test) => {
  test('a worker that beats is there with what it said of itself', async (subject) => {
    const worker = newWorker(subject, 'a', { queues: ['mail', `o'brien`], host: `host-"1"`, running: 2 });
    const before = await subject.now();
    await subject.store.workers.beat(worker, 30_000);
    const [record] = await live(subject);
    assert.ok(record);
    const { startedAt, beatAt, ...said } = record;
    assert.deepEqual(said, worker);
    assert.deepEqual(startedAt, beatAt);
    assert.ok(beatAt.getTime() >= before && beatAt.getTime() <= (await subject.now()));
  });

  test('a later beat replaces what was said, and keeps the start', async (subject) => {
    await subject.store.workers.beat(newWorker(subject, 'a'), 30_000);
    const [first] = await live(subject);
    await subject.advance(50);
    const changed = newWorker(subject, 'a', { running: 7, queues: ['q'], jobs: ['x', 'y'], concurrency: 9 });
    await subject.store.workers.beat(changed, 30_000);
    const [second, ...others] = await live(subject);
    assert.deepEqual(others, []);
    assert.ok(first && second && second.beatAt > first.beatAt);
    const { beatAt: _beatAt, ...rest } = second;
    assert.deepEqual(rest, { ...changed, startedAt: first.startedAt });
  });

  test('a worker that does not beat for its time to live is no longer there', async (subject) => {
    await subject.store.workers.beat(newWorker(subject, 'short'), 1_000);
    await subject.store.workers.beat(newWorker(subject, 'long'), 60_000);
    await subject.advance(1_001);
    assert.deepEqual(
      (await live(subject)).map(({ id }) => id),
      [subject.name('long')],
    );
    await subject.store.workers.beat(newWorker(subject, 'short'), 1_000);
    assert.equal((await live(subject)).length, 2);
  });

  test('a worker that leaves is gone at once', async (subject) => {
    await subject.store.workers.beat(newWorker(subject, 'a'), 60_000);
    await subject.store.workers.leave(subject.name('a'));
    await subject.store.workers.leave(subject.name('unknown'));
    assert.deepEqual(await live(subject), []);
  });

  test('workers of all instances are seen by all', async (subject) => {
    const words = ['a', 'b', 'c'];
    await subject.spread(words, (store, word) => store.workers.beat(newWorker(subject, word), 60_000));
    assert.deepEqual(
      (await live(subject)).map(({ id }) => id).sort(),
      words.map((word) => subject.name(word)),
    );
  });
});

type Beat = Omit<WorkerRecord, 'startedAt' | 'beatAt'>;

function newWorker(subject: Subject, word: string, changes: Partial<Beat> = {}): Beat {
  const id = subject.name(word);
  return { id, host: 'host', pid: 4711, jobs: [subject.job], queues: null, concurrency: 5, running: 0, ...changes };
}

async function live(subject: Subject): Promise<WorkerRecord[]> {
  return (await subject.store.workers.live()).filter(({ id }) => id.startsWith(`${subject.job}-`));
}

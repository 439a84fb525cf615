import assert from 'node:assert/strict';
import type { Store, WorkerBeat, WorkerRecord } from '@nightshift/core';
import { suite } from '../suite.js';
import { SHORT_MS, type Subject } from '../subject.js';

const DAY_MS = 86_400_000;
const MOST_DEAD = 100;

export const workersSuite = suite('workers', (test) => {
  test('a worker that beats is there with what it said of itself', async (subject) => {
    const worker = newWorker(subject, 'a', {
      queues: ['mail', `o'brien`],
      host: `host-"1"`,
      allowance: 3,
      running: 2,
      runs: ['first', 'second'],
      eventLoopDelayMs: 12.5,
      draining: true,
    });
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
    await subject.store.workers.beat(newWorker(subject, 'a', { runs: ['gone'], draining: true }), 30_000);
    const [first] = await live(subject);
    await subject.advance(50);
    const changes = {
      running: 7,
      queues: ['q'],
      jobs: ['x', 'y'],
      concurrency: 9,
      version: null,
      eventLoopDelayMs: null,
    };
    const changed = newWorker(subject, 'a', changes);
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
    assert.deepEqual(await dead(subject), []);
  });

  test('workers of all instances are seen by all', async (subject) => {
    const words = ['a', 'b', 'c'];
    await subject.spread(words, (store, word) => store.workers.beat(newWorker(subject, word), 60_000));
    assert.deepEqual(
      (await live(subject)).map(({ id }) => id).sort(),
      words.map((word) => subject.name(word)),
    );
  });

  test('a worker that stops beating is dead, with what it said last, and others that beat leave it there', async (subject) => {
    const worker = newWorker(subject, 'a', { running: 2, runs: ['first', 'second'] });
    await subject.store.workers.beat(worker, SHORT_MS);
    const [before] = await live(subject);
    assert.deepEqual(await dead(subject), []);
    await subject.advance(SHORT_MS + 1);
    await subject.store.workers.beat(newWorker(subject, 'b'), 60_000);
    for (const store of await subject.instances()) assert.deepEqual(await dead(subject, store), [before]);
    if (!subject.hasFakeClock) return;
    const isTold = async (): Promise<boolean> => (await dead(subject)).some(({ id }) => id === worker.id);
    await subject.advance(DAY_MS - 2);
    assert.ok(await isTold(), 'it was expected to be told until a day has passed');
    await subject.advance(1);
    assert.ok(!(await isTold()), 'after a day it was expected to be forgotten');
  });

  test('a dead worker that leaves is forgotten', async (subject) => {
    await subject.store.workers.beat(newWorker(subject, 'a'), SHORT_MS);
    await subject.advance(SHORT_MS + 1);
    assert.equal((await dead(subject)).length, 1);
    await subject.store.workers.leave(subject.name('a'));
    assert.deepEqual(await dead(subject), []);
  });

  test('a dead worker that beats lives again, and has just started', async (subject) => {
    await subject.store.workers.beat(newWorker(subject, 'a'), SHORT_MS);
    await subject.advance(SHORT_MS + 1);
    await subject.store.workers.beat(newWorker(subject, 'a'), 60_000);
    const [record] = await live(subject);
    assert.deepEqual(record?.startedAt, record?.beatAt);
    assert.deepEqual(await dead(subject), []);
  });

  test('of the dead, the last to beat comes first, and a hundred are told', async (subject) => {
    for (const word of ['first', 'second']) {
      await subject.store.workers.beat(newWorker(subject, word), SHORT_MS);
      await subject.advance(10);
    }
    await subject.advance(SHORT_MS);
    assert.deepEqual(
      (await dead(subject)).map(({ id }) => id),
      ['second', 'first'].map((word) => subject.name(word)),
    );
    const words = Array.from({ length: MOST_DEAD + 5 }, (_, n) => `later-${n}`);
    await subject.spread(words, (store, word) => store.workers.beat(newWorker(subject, word), SHORT_MS));
    await subject.advance(SHORT_MS + 1);
    await subject.store.workers.beat(newWorker(subject, 'alive'), 60_000);
    const told = await subject.store.workers.dead();
    assert.equal(told.length, MOST_DEAD);
    assert.ok(told.every(({ id }) => id.startsWith(subject.name('later-'))));
    assert.deepEqual(told, [...told].sort(byLastBeat));
  });
});

function newWorker(subject: Subject, word: string, changes: Partial<WorkerBeat> = {}): WorkerBeat {
  return subject.newWorker(subject.name(word), changes);
}

async function live(subject: Subject): Promise<WorkerRecord[]> {
  return (await subject.store.workers.live()).filter(({ id }) => id.startsWith(`${subject.job}-`));
}

async function dead(subject: Subject, store: Store<unknown> = subject.store): Promise<WorkerRecord[]> {
  return (await store.workers.dead()).filter(({ id }) => id.startsWith(`${subject.job}-`));
}

function byLastBeat(a: WorkerRecord, b: WorkerRecord): number {
  return b.beatAt.getTime() - a.beatAt.getTime() || (a.id < b.id ? -1 : 1);
}

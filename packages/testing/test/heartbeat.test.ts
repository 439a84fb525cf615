import { createJobs, defineJob, memoryStore, type WorkerBeat } from '@nightshift/core';
import { virtualClock } from '@nightshift/testing';
import { expect, it } from 'vitest';

it('a worker tells soon what it has begun, and otherwise beats now and then', async () => {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const beats: WorkerBeat[] = [];
  const beat = async (worker: WorkerBeat, ttlMs: number): Promise<void> => {
    await store.workers.beat(worker, ttlMs);
    beats.push(worker);
  };
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const hold = defineJob({ name: 'hold', description: 'Waits', run: () => released });
  const jobs = createJobs({
    jobs: [hold],
    store: { ...store, workers: { ...store.workers, beat } },
    clock,
    timers: clock,
  });
  await jobs.worker().start();
  const started = new Promise((resolve) => jobs.events.once('run:started', resolve));
  const { runId } = await jobs.enqueue('hold');
  await started;
  expect(beats).toMatchObject([{ running: 0 }]);
  await clock.advance(4_999);
  expect(beats).toHaveLength(1);
  await clock.advance(1);
  expect(beats.slice(1)).toMatchObject([{ running: 1, runs: [runId] }]);
  await clock.advance(24_999);
  expect(beats).toHaveLength(2);
  await clock.advance(1);
  expect(beats).toHaveLength(3);
  release();
  await jobs.close();
  expect(clock.pending).toBe(0);
});

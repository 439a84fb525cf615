import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { StoreReach } from './store-reach.js';
import { WorkerHealth } from './worker-health.js';

const hello = defineJob({ name: 'hello', description: 'd', run: () => 'hello' });

/** A worker over a store that can stop to answer. */
function watched() {
  const store = memoryStore();
  let isThere = true;
  const now = (): Promise<Date> =>
    isThere ? store.schedules.now() : Promise.reject(new Error('the database is away'));
  const jobs = createJobs({ jobs: [hello], store: { ...store, schedules: { ...store.schedules, now } } });
  const worker = jobs.worker({ concurrency: 1 });
  const health = new WorkerHealth();
  return { jobs, worker, health, leave: () => void (isThere = false) };
}

describe('what a probe is told', () => {
  it('before the worker is made: live, and not started', async () => {
    const { health } = watched();
    expect(health.live()).toEqual({ healthy: true, reasons: [], worker: null, phase: 'starting', running: 0 });
    expect(await health.ready()).toMatchObject({ healthy: false, reasons: ['not-started'] });
  });

  it('from the start to the end of a worker', async () => {
    const { jobs, worker, health } = watched();
    health.watch(worker, jobs);
    expect(await health.ready()).toMatchObject({ reasons: ['not-started'], worker: worker.id, phase: 'new' });
    await worker.start();
    expect(await health.all()).toMatchObject({ healthy: true, reasons: [], phase: 'working' });
    await worker.quiet();
    expect(await health.ready()).toMatchObject({ reasons: ['draining'], phase: 'draining' });
    expect(health.live().healthy).toBe(true);
    await worker.stop();
    expect(await health.ready()).toMatchObject({ reasons: ['draining'], phase: 'stopped' });
    await jobs.close();
  });

  it('while the store does not answer: live, and not ready', async () => {
    const { jobs, worker, health, leave } = watched();
    health.watch(worker, jobs);
    await worker.start();
    leave();
    expect(await health.ready()).toMatchObject({ healthy: false, reasons: ['store-unreachable'] });
    expect(health.live().healthy).toBe(true);
    await jobs.close();
  });

  it('that a process is of no use: a claim that hangs, slots that are stuck', async () => {
    const { jobs, worker } = watched();
    const seen = (changes: object) => {
      const health = new WorkerHealth();
      health.watch({ id: worker.id, phase: 'working', running: [], healthy: true, claimingMs: 0, ...changes }, jobs);
      return health.live();
    };
    await jobs.open();
    expect(seen({ claimingMs: 120_000 }).healthy).toBe(true);
    expect(seen({ claimingMs: 120_001 })).toMatchObject({ healthy: false, reasons: ['claim-hangs'] });
    expect(seen({ healthy: false })).toMatchObject({ healthy: false, reasons: ['stuck-handlers'] });
    await jobs.close();
  });
});

describe('the reach of a store', () => {
  it('is asked for once, however many want to know', async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const reach = new StoreReach(() => {
      asked += 1;
      return new Promise<void>((resolve) => (answer = resolve));
    });
    const all = Promise.all([reach.isReachable(), reach.isReachable(), reach.isReachable()]);
    answer();
    expect(await all).toEqual([true, true, true]);
    expect([await reach.isReachable(), asked]).toEqual([true, 1]);
  });

  it('ends with an answer that takes too long, which is waited for no further and asked for no second time', async () => {
    let asked = 0;
    const reach = new StoreReach(() => {
      asked += 1;
      return new Promise(() => undefined);
    });
    expect(await reach.isReachable()).toBe(false);
    expect(await reach.isReachable()).toBe(false);
    expect(asked).toBe(1);
  });
});

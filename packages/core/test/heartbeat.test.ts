import { describe, expect, it } from 'vitest';
import { createJobs, defineJob, memoryStore, type WorkerBeat } from '@nightshift/core';
import { VERSION } from '../src/version.js';
import { gate } from './harness.js';

/** A client whose store tells each beat. */
function watched() {
  const store = memoryStore();
  const beats: WorkerBeat[] = [];
  let changed = gate();
  const { beat } = store.workers;
  const workers = {
    ...store.workers,
    async beat(worker: WorkerBeat, ttlMs: number): Promise<void> {
      await beat(worker, ttlMs);
      beats.push(worker);
      changed.open();
    },
  };
  const [started, release] = [gate(), gate()];
  const hold = defineJob({
    name: 'hold',
    description: 'd',
    run: async () => {
      started.open();
      await release.opened;
    },
  });
  const jobs = createJobs({ jobs: [hold], store: { ...store, workers } });
  return {
    jobs,
    beats,
    started: started.opened,
    release: () => release.open(),
    /** Resolves with the first beat that is so. */
    async beaten(isSo: (beat: WorkerBeat) => boolean): Promise<WorkerBeat> {
      for (;;) {
        const found = beats.find(isSo);
        if (found !== undefined) return found;
        changed = gate();
        await changed.opened;
      }
    },
  };
}

describe('a heartbeat', () => {
  it('tells what a worker is and may do', async () => {
    const { jobs, beaten } = watched();
    const worker = jobs.worker({ concurrency: 7, queues: ['default'] });
    expect(worker.phase).toBe('new');
    await worker.start();
    expect(worker.phase).toBe('working');
    const { eventLoopDelayMs, ...said } = await beaten(() => true);
    expect(said).toMatchObject({ id: worker.id, version: VERSION, jobs: ['hold'], queues: ['default'] });
    expect(said).toMatchObject({ concurrency: 7, allowance: 7, running: 0, runs: [], draining: false });
    expect(Number.isInteger(eventLoopDelayMs)).toBe(true);
    await jobs.close();
    expect(worker.phase).toBe('stopped');
  });

  it('goes on while a worker drains, and tells it at once', async () => {
    const { jobs, beaten, started, release } = watched();
    const worker = jobs.worker({ drain: '1h' });
    await worker.start();
    const { runId } = await jobs.enqueue('hold');
    await started;
    const stopped = worker.stop();
    expect(await beaten(({ draining }) => draining)).toMatchObject({ running: 1, runs: [runId] });
    expect(worker.phase).toBe('draining');
    expect(await jobs.store.workers.live()).toMatchObject([{ id: worker.id, draining: true }]);
    expect((await jobs.workersHealth()).problems).toMatchObject([{ code: 'no-worker', job: 'hold' }]);
    release();
    await stopped;
    expect([await jobs.store.workers.live(), await jobs.store.workers.dead()]).toEqual([[], []]);
    await jobs.close();
  });

  it('tells at once that a worker is quiet', async () => {
    const { jobs, beaten } = watched();
    const worker = jobs.worker();
    await worker.start();
    await worker.quiet();
    expect(await beaten(({ draining }) => draining)).toMatchObject({ id: worker.id });
    expect(worker.phase).toBe('draining');
    await jobs.close();
  });

  it('names a hundred runs, and counts all', async () => {
    const { jobs, beaten, release } = watched();
    await jobs.enqueueMany(Array.from({ length: 120 }, () => ({ job: 'hold' as const })));
    const worker = jobs.worker({ concurrency: 120 });
    const taken = new Promise<void>((resolve) => {
      let started = 0;
      jobs.events.on('run:started', () => ((started += 1) === 120 ? resolve() : undefined));
    });
    await worker.start();
    await taken;
    await worker.quiet();
    const { running, runs } = await beaten(({ draining }) => draining);
    expect([running, runs.length]).toEqual([120, 100]);
    release();
    await jobs.close();
  });

  it('tells how long the event loop was held up since the one before', async () => {
    const { jobs, beaten } = watched();
    const worker = jobs.worker();
    await worker.start();
    await beaten(() => true);
    const until = performance.now() + 300;
    while (performance.now() < until);
    await worker.quiet();
    const { eventLoopDelayMs } = await beaten(({ draining }) => draining);
    expect(eventLoopDelayMs).toBeGreaterThan(100);
    await jobs.close();
  });
});

describe('a claim that the store does not answer', () => {
  it('shows as the time that the worker waits for it', async () => {
    const store = memoryStore();
    const [asked, answer] = [gate(), gate()];
    const hello = defineJob({ name: 'hello', description: 'd', run: () => 'hello' });
    const claim: typeof store.claim = async (request) => {
      asked.open();
      await answer.opened;
      return store.claim(request);
    };
    const jobs = createJobs({ jobs: [hello], store: { ...store, claim } });
    const worker = jobs.worker();
    expect(worker.claimingMs).toBe(0);
    await worker.start();
    await asked.opened;
    const before = worker.claimingMs;
    await new Promise((resolve) => setImmediate(resolve));
    expect(worker.claimingMs).toBeGreaterThan(before);
    answer.open();
    await jobs.close();
    expect(worker.claimingMs).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  initializeAllWorkers,
  memoryStore,
  readWorkerVariables,
  shutdownAllWorkers,
} from '@nightshift/core';
import { gate } from './harness.js';

const hello = defineJob({ name: 'hello', description: 'd', run: () => 'hello' });

describe('all workers of a host', () => {
  it('start, work and stop together', async () => {
    const jobs = createJobs({ jobs: [hello], store: memoryStore() });
    const all = await initializeAllWorkers(jobs, { workers: [{ queues: ['mail'] }, { concurrency: 3 }] });
    expect(all.workers.map(({ phase }) => phase)).toEqual(['working', 'working']);
    const [run] = await jobs.wait([(await jobs.enqueue('hello')).runId]);
    expect(run?.output).toBe('hello');
    await shutdownAllWorkers(all);
    expect(all.workers.map(({ phase }) => phase)).toEqual(['stopped', 'stopped']);
    expect(await jobs.store.workers.live()).toEqual([]);
    await jobs.close();
  });

  it('hand back at once when they are told to, also while they drain', async () => {
    const started = gate();
    const hold = defineJob({
      name: 'hold',
      description: 'd',
      async run(ctx) {
        started.open();
        await ctx.pause('1h');
      },
    });
    const jobs = createJobs({ jobs: [hold], store: memoryStore() });
    const all = await initializeAllWorkers(jobs, { workers: [{ drain: '1h' }] });
    const { runId } = await jobs.enqueue('hold');
    await started.opened;
    const draining = shutdownAllWorkers(all);
    await shutdownAllWorkers(all, { now: true });
    await draining;
    expect(await jobs.get(runId)).toMatchObject({ state: 'queued', attempt: 0 });
    await jobs.close();
  });

  it('read the environment where it is given, and nowhere else', async () => {
    const jobs = createJobs({ jobs: [hello], store: memoryStore() });
    const none = await initializeAllWorkers(jobs, { env: { ENABLE_WORKERS: 'false' } });
    expect(none.workers).toEqual([]);
    await shutdownAllWorkers(none);
    const env = { ENABLE_WORKERS: 'true', WORKER_CONCURRENCY: '3' };
    const all = await initializeAllWorkers(jobs, { env, workers: [{}, { concurrency: 5 }] });
    expect(all.workers.map(({ allowance }) => allowance)).toEqual([3, 5]);
    await jobs.close();
  });

  it('start all or none', async () => {
    const store = memoryStore();
    let calls = 0;
    const subscribe = async () => {
      if ((calls += 1) === 2) throw new Error('no more listeners');
      return { live: false, unsubscribe: () => Promise.resolve() };
    };
    const jobs = createJobs({ jobs: [hello], store: { ...store, notifications: { subscribe } } });
    await expect(initializeAllWorkers(jobs, { workers: [{}, {}, {}] })).rejects.toThrow('no more listeners');
    expect(await store.workers.live()).toEqual([]);
    await jobs.close();
  });
});

describe('variables of workers', () => {
  it.each([
    [{}, { enabled: true, concurrency: undefined }],
    [
      { ENABLE_WORKERS: '', WORKER_CONCURRENCY: '' },
      { enabled: true, concurrency: undefined },
    ],
    [
      { ENABLE_WORKERS: 'FALSE', WORKER_CONCURRENCY: '8' },
      { enabled: false, concurrency: 8 },
    ],
    [{ ENABLE_WORKERS: '0' }, { enabled: false, concurrency: undefined }],
    [{ ENABLE_WORKERS: '1' }, { enabled: true, concurrency: undefined }],
  ])('%j is %j', (env, expected) => {
    expect(readWorkerVariables(env)).toEqual(expected);
  });

  it.each([
    [{ ENABLE_WORKERS: 'flase' }, 'Expected ENABLE_WORKERS to be true or false; received "flase".'],
    [
      { WORKER_CONCURRENCY: 'many' },
      'Expected WORKER_CONCURRENCY to be a whole number from 1 to 10000; received "many".',
    ],
    [{ WORKER_CONCURRENCY: '0' }, 'Expected WORKER_CONCURRENCY to be a whole number from 1 to 10000; received "0".'],
    [{ WORKER_CONCURRENCY: '1e3' }, 'received "1e3"'],
    [{ WORKER_CONCURRENCY: '-1' }, 'received "-1"'],
  ])('%j is refused', (env, message) => {
    expect(() => readWorkerVariables(env)).toThrow(message);
  });
});

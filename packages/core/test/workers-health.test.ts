import { describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  getAllWorkersHealth,
  memoryStore,
  type AnyJob,
  type Jobs,
  type WorkerBeat,
} from '@nightshift/core';
import { standingClock } from './harness.js';

const TTL_MS = 75_000;

const job = (name: string, places: { group?: string; queue?: string } = {}): AnyJob =>
  defineJob({ name, description: 'd', ...places, retry: { attempts: 3, backoff: () => 0 }, run: () => null });
const send = job('send', { group: 'mail', queue: 'mail' });
const digest = job('digest', { group: 'mail' });
const scan = job('scan', { group: 'media' });

function fleet() {
  const clock = standingClock();
  const jobs: Jobs<AnyJob, never> = createJobs({ jobs: [send, digest, scan], store: memoryStore({ clock }), clock });
  const beat = async (id: string, changes: Partial<WorkerBeat> = {}): Promise<void> => {
    await jobs.open();
    await jobs.store.workers.beat({ ...IDLE, id, ...changes }, TTL_MS);
  };
  return { clock, jobs, beat };
}

const IDLE: WorkerBeat = {
  id: '',
  host: 'host',
  pid: 1,
  version: '1.2.3',
  jobs: ['send', 'digest', 'scan'],
  queues: null,
  concurrency: 5,
  allowance: 5,
  running: 0,
  runs: [],
  eventLoopDelayMs: 0,
  draining: false,
};

describe('the health of workers', () => {
  it('is good when each job has a live worker, whatever waits', async () => {
    const { clock, jobs, beat } = fleet();
    await beat('a', { queues: ['mail'] });
    await beat('b', { queues: ['default'] });
    await jobs.enqueue('send');
    clock.advance(5_000);
    await jobs.enqueue('send');
    const health = await jobs.workersHealth();
    expect(health).toMatchObject({ healthy: true, problems: [], dead: [] });
    expect(health.live.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(health.queues).toEqual([
      { name: 'default', healthy: true, workers: 1, queued: 0, oldestQueuedMs: null, withoutWorker: 0 },
      { name: 'mail', healthy: true, workers: 1, queued: 2, oldestQueuedMs: 5_000, withoutWorker: 0 },
    ]);
    expect(health.groups).toEqual([
      { name: 'mail', healthy: true, workers: 2, queued: 2, oldestQueuedMs: 5_000, withoutWorker: 0 },
      { name: 'media', healthy: true, workers: 1, queued: 0, oldestQueuedMs: null, withoutWorker: 0 },
    ]);
    expect(await getAllWorkersHealth(jobs)).toEqual(health);
  });

  it.each([
    ['knows no such job', { jobs: ['digest', 'scan'] }],
    ['leaves the queue out', { queues: ['default'] }],
    ['is draining', { draining: true, queues: ['mail'] }],
    ['has lost every slot to stuck handlers', { allowance: 0, queues: ['mail'] }],
  ])('names what nobody takes, where a worker %s', async (_, changes) => {
    const { jobs, beat } = fleet();
    await beat('a', changes);
    await beat('b', { jobs: ['digest', 'scan'] });
    await jobs.enqueue('send');
    const { healthy, problems, queues, groups } = await jobs.workersHealth();
    expect({ healthy, problems }).toEqual({
      healthy: false,
      problems: [{ code: 'no-worker', job: 'send', queue: 'mail', queued: 1 }],
    });
    expect(queues).toMatchObject([
      { name: 'default', healthy: true, withoutWorker: 0 },
      { name: 'mail', healthy: false, withoutWorker: 1 },
    ]);
    expect(groups).toMatchObject([
      { name: 'mail', healthy: false, withoutWorker: 1 },
      { name: 'media', healthy: true },
    ]);
  });

  it('names jobs of other applications whose runs wait in the store', async () => {
    const { jobs, beat } = fleet();
    await beat('a');
    const other = createJobs({ jobs: [job('other')], store: jobs.store });
    await other.enqueue('other');
    expect((await jobs.workersHealth()).problems).toEqual([
      { code: 'no-worker', job: 'other', queue: 'default', queued: 1 },
    ]);
  });

  it('does not mind that nobody takes what is paused', async () => {
    const { jobs, beat } = fleet();
    await beat('a', { jobs: ['scan'] });
    await jobs.enqueue('send');
    await jobs.pause({ queue: 'mail' });
    await jobs.pause({ job: 'digest' });
    expect(await jobs.workersHealth({ longestWait: 0 })).toMatchObject({ healthy: true, problems: [] });
    await jobs.resume({ queue: 'mail' });
    expect((await jobs.workersHealth()).healthy).toBe(false);
  });

  it('tells what waits longer than it may', async () => {
    const { clock, jobs, beat } = fleet();
    await beat('a');
    await jobs.enqueue('send');
    clock.advance(60_000);
    expect((await jobs.workersHealth({ longestWait: '1m' })).healthy).toBe(true);
    clock.advance(1);
    expect((await jobs.workersHealth({ longestWait: '1m' })).problems).toEqual([
      { code: 'waits-long', job: 'send', queue: 'mail', queued: 1, oldestQueuedMs: 60_001 },
    ]);
    await expect(jobs.workersHealth({ longestWait: 'soon' as '1s' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('a worker that died', () => {
  const claimAll = (jobs: Jobs<AnyJob, never>, worker: string, leaseMs: number) =>
    jobs.store.claim({ worker, jobs: ['send'], limit: 10, leaseMs });

  it('is told for a day, with the runs that it had and where they are now', async () => {
    const { clock, jobs, beat } = fleet();
    const enqueued = [await jobs.enqueue('send'), await jobs.enqueue('send'), await jobs.enqueue('send')];
    const runs = enqueued.map(({ runId }) => runId);
    const [first, second, third] = await claimAll(jobs, 'dead', 60_000);
    await beat('dead', { running: 3, runs });
    // The first ends after the last beat; the second is taken over; the lease of the third outlives the worker.
    const lease = { runId: first!.id, token: first!.token };
    const ended = { lease, state: 'success', output: null, error: null, attempt: { outcome: 'success' } } as const;
    await jobs.store.settle([ended]);
    await jobs.store.extend([{ runId: third!.id, token: third!.token }], 600_000);
    clock.advance(TTL_MS + 1);
    const [reaped] = (await jobs.store.reap({ limit: 10, leaseMs: 60_000 })).runs;
    await jobs.store.release([
      {
        lease: { runId: reaped!.id, token: reaped!.token },
        delayMs: 0,
        spend: true,
        attempt: { outcome: 'lease-expired' },
      },
    ]);
    await beat('alive');
    const { dead, live } = await jobs.workersHealth();
    expect(live.map(({ id }) => id)).toEqual(['alive']);
    expect(dead).toMatchObject([{ id: 'dead', host: 'host', running: 3 }]);
    expect(dead[0]?.held).toEqual([
      { runId: second!.id, job: 'send', state: 'queued' },
      { runId: third!.id, job: 'send', state: 'running' },
    ]);
    clock.advance(86_400_000);
    expect((await jobs.workersHealth()).dead).toMatchObject([{ id: 'alive' }]);
  });

  it('is named by why: for the run it has, and for runs that wait for one like it', async () => {
    const { clock, jobs, beat } = fleet();
    const { runId } = await jobs.enqueue('send');
    await claimAll(jobs, 'dead', 100_000);
    await beat('dead', { running: 1, runs: [runId] });
    const waiting = await jobs.enqueue('send');
    expect((await jobs.why(runId)).reasons).toMatchObject([{ code: 'running', worker: 'dead' }]);
    const beatAt = new Date(clock.now());
    const leaseExpiresAt = new Date(clock.now() + 100_000);
    clock.advance(TTL_MS + 1);
    const worker = { id: 'dead', host: 'host', pid: 1, beatAt };
    expect((await jobs.why(runId)).reasons).toEqual([{ code: 'worker-dead', worker, leaseExpiresAt }]);
    expect((await jobs.why(waiting.runId)).reasons).toEqual([
      { code: 'no-worker', job: 'send', liveWorkers: 0, dead: [worker] },
    ]);
    clock.advance(30_000);
    expect((await jobs.why(runId)).reasons).toMatchObject([
      { code: 'lease-expired', worker: 'dead' },
      { code: 'worker-dead', worker },
    ]);
  });
});

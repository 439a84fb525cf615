import { createJobs, defineJob, fixed, memoryStore, type AnyJob } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { drain, virtualClock } from '@nightshift/testing';

function client(list: readonly AnyJob[]) {
  const clock = virtualClock();
  const jobs = createJobs({ jobs: list, store: memoryStore({ clock }), clock, timers: clock });
  return { clock, jobs };
}

describe('drain', () => {
  it('jumps to retries, snoozes and delays, and answers with the runs by state', async () => {
    const at: Record<string, number[]> = {};
    const note = (name: string, now: number) => void (at[name] ??= []).push(now);
    const start = virtualClock().now();
    const flaky = defineJob({
      name: 'flaky',
      description: 'd',
      retry: { attempts: 3, backoff: fixed('10m') },
      run: (ctx) => {
        note('flaky', clock.now() - start);
        if (ctx.attempt < 3) throw new Error('not yet');
        return ctx.attempt;
      },
    });
    const sleepy = defineJob({
      name: 'sleepy',
      description: 'd',
      run: (ctx) => {
        note('sleepy', clock.now() - start);
        return (at['sleepy']?.length ?? 0) < 2 ? ctx.snooze('2d') : 'awake';
      },
    });
    const broken = defineJob({
      name: 'broken',
      description: 'd',
      retry: { attempts: 1 },
      run: () => Promise.reject(new Error('no')),
    });
    const { clock, jobs } = client([flaky, sleepy, broken]);
    await jobs.enqueue('flaky');
    await jobs.enqueue('sleepy', undefined, { delay: '3d' });
    await jobs.enqueue('broken');
    const runs = await drain(jobs, { clock });
    expect(runs.success.map(({ job }) => job)).toEqual(['flaky', 'sleepy']);
    expect(runs.failed.map(({ job }) => job)).toEqual(['broken']);
    expect([runs.queued, runs.scheduled, runs.running, runs.waiting, runs.cancelled]).toEqual([[], [], [], [], []]);
    expect(at).toEqual({ flaky: [0, 600_000, 1_200_000], sleepy: [3 * 86_400_000, 5 * 86_400_000] });
    await jobs.close();
  });

  it('without a clock works on what is due, and leaves the rest', async () => {
    const hello = defineJob({ name: 'hello', description: 'd', run: () => 'hello' });
    const jobs = createJobs({ jobs: [hello], store: memoryStore() });
    await jobs.enqueue(hello);
    await jobs.enqueue(hello, undefined, { delay: '1h' });
    const { success, scheduled } = await drain(jobs);
    expect([success.length, scheduled.length]).toEqual([1, 1]);
    await jobs.close();
  });

  it('runs flows, and what handlers enqueue', async () => {
    const order: string[] = [];
    const count = defineJob({
      name: 'count',
      description: 'd',
      input: z.object({ left: z.number() }),
      run: async (ctx) => {
        order.push(`count ${ctx.input.left}`);
        if (ctx.input.left > 0) await ctx.enqueue(count, { left: ctx.input.left - 1 });
      },
    });
    const first = defineJob({ name: 'first', description: 'd', run: () => void order.push('first') });
    const second = defineJob({
      name: 'second',
      description: 'd',
      dependsOn: [first],
      run: () => void order.push('second'),
    });
    const { clock, jobs } = client([count, first, second]);
    await jobs.enqueueFlow(jobs.plan({ jobs: ['second'] }));
    await jobs.enqueue('count', { left: 2 });
    expect((await drain(jobs, { clock })).success).toHaveLength(5);
    expect(order).toEqual(['first', 'second', 'count 2', 'count 1', 'count 0']);
    await jobs.close();
  });

  it('lets a pause pass at once, and a timeout within it strike', async () => {
    const patient = defineJob({ name: 'patient', description: 'd', run: (ctx) => ctx.pause('6h') });
    const hasty = defineJob({
      name: 'hasty',
      description: 'd',
      timeout: '1m',
      retry: { attempts: 1 },
      run: (ctx) => ctx.pause('6h'),
    });
    const { clock, jobs } = client([patient, hasty]);
    await jobs.enqueue('patient');
    await jobs.enqueue('hasty');
    const { success, failed } = await drain(jobs, { clock });
    expect(success[0]).toMatchObject({ job: 'patient' });
    expect(failed[0]).toMatchObject({ job: 'hasty', error: { code: 'TIMEOUT' } });
    await jobs.close();
  });

  it('fires schedules up to `until`, and none without it', async () => {
    const nightly = defineJob({
      name: 'nightly',
      description: 'd',
      schedule: { cron: '0 2 * * *' },
      run: () => 'done',
    });
    const { clock, jobs } = client([nightly]);
    expect((await drain(jobs, { clock })).success).toHaveLength(0);
    const { success } = await drain(jobs, { clock, until: '3d' });
    expect(success).toHaveLength(3);
    expect(new Date(clock.now()).toISOString()).toBe('2026-01-03T02:00:00.000Z');
    await jobs.close();
  });

  it('takes over the runs of a worker that died', async () => {
    const hello = defineJob({ name: 'hello', description: 'd', run: (ctx) => ctx.attempt });
    const { clock, jobs } = client([hello]);
    await jobs.enqueue('hello');
    await jobs.store.claim({ worker: 'dead', jobs: ['hello'], limit: 1, leaseMs: 30_000 });
    const { success } = await drain(jobs, { clock });
    expect(success[0]).toMatchObject({ output: 2 });
    await jobs.close();
  });

  it('names the job that never ends', async () => {
    const restless = defineJob({ name: 'restless', description: 'd', run: (ctx) => ctx.snooze('1m') });
    const { clock, jobs } = client([restless]);
    await jobs.enqueue('restless');
    await expect(drain(jobs, { clock, maxRuns: 20 })).rejects.toThrow(
      /still work after 20 attempts: "restless" 21 times\..*snooze/,
    );
    await jobs.close();
  });

  it('refuses a clock that is not that of the store, or of the client', async () => {
    const hello = defineJob({ name: 'hello', description: 'd', run: () => 'hello' });
    const clock = virtualClock();
    const other = createJobs({ jobs: [hello], store: memoryStore() });
    await expect(drain(other, { clock })).rejects.toThrow(/expected the store to go by the given clock/);
    const half = createJobs({ jobs: [hello], store: memoryStore({ clock }) });
    await expect(drain(half, { clock })).rejects.toThrow(/timers: clock/);
    await Promise.all([other.close(), half.close()]);
  });
});

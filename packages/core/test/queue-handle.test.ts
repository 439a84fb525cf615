import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, exponential, fixed, memoryStore } from '@nightshift/core';
import { queueHandle, type AddOptions } from '@nightshift/core/queue';

const steady = { attempts: 3, backoff: exponential({ base: 1_000, max: '1h', jitter: 'none' }) };
const send = defineJob({
  name: 'send',
  description: 'd',
  queue: 'mail',
  input: z.object({ to: z.string() }),
  retry: steady,
  run: (ctx) => `sent to ${ctx.input.to}`,
});
const digest = defineJob({
  name: 'digest',
  description: 'd',
  queue: 'mail',
  retry: { backoff: fixed(500) },
  run: () => 1,
});
const resize = defineJob({ name: 'resize', description: 'd', queue: 'images', run: () => null });

function client() {
  const jobs = createJobs({ jobs: [send, digest, resize], store: memoryStore() });
  return { jobs, mail: queueHandle(jobs, { queue: 'mail' }) };
}

describe('the options of add', () => {
  it('take the lower number first, and what has none before all, as BullMQ does', async () => {
    const { jobs, mail } = client();
    for (const [to, priority] of [
      ['c', 100],
      ['b', 1],
      ['a', 0],
      ['a2', undefined],
    ] as const) {
      const added = await mail.add('send', { to }, priority === undefined ? {} : { priority });
      expect(added.priority).toBe(priority ?? 0);
    }
    const claimed = await jobs.store.claim({ worker: 'w', jobs: ['send'], limit: 4, leaseMs: 60_000 });
    expect(claimed.map(({ input }) => (input as { to: string }).to)).toEqual(['a', 'a2', 'b', 'c']);
  });

  it('take attempts as attempts, and a delay as milliseconds', async () => {
    const { jobs, mail } = client();
    const added = await mail.add('send', { to: 'a' }, { attempts: 7, delay: 60_000 });
    expect(await jobs.get(added.id)).toMatchObject({ state: 'scheduled', maxAttempts: 7 });
  });

  it.each<[AddOptions]>([
    [{ backoff: { type: 'exponential', delay: 1_000 } }],
    [{ backoff: { type: 'fixed', delay: 1_000 }, attempts: 2 }],
    [{ backoff: 5, attempts: 1 }],
  ])('accept a backoff that is what the job does anyway: %j', async (options) => {
    const { mail } = client();
    expect(await (await mail.add('send', { to: 'a' }, options)).getState()).toBe('waiting');
  });

  it.each<[object, RegExp]>([
    [
      { backoff: 1_000 },
      /backoff that differs from that of job "send" \(after attempt 2 it waits 2000 ms\): set `retry/,
    ],
    [{ backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 } }, /backoff that differs/],
    [{ priority: 101 }, /priority to be a whole number from 0 to 100, 0 first; received 101/],
    [{ priority: -1 }, /received -1/],
    [{ removeOnComplete: true }, /the option removeOnComplete: say how long runs are kept/],
    [{ repeat: { every: 1_000 } }, /the option repeat: save a schedule/],
    [{ lifo: true }, /the option lifo: give a priority/],
    [{ surprise: 1 }, /the option surprise: leave it out/],
    [{ attempts: 0 }, /attempts to be a whole number from 1/],
  ])('refuse what has no honest counterpart: %j', async (options, message) => {
    const { jobs, mail } = client();
    const refused = { code: 'INVALID_OPTION', message: expect.stringMatching(message) };
    await expect(mail.add('send', { to: 'a' }, options)).rejects.toMatchObject(refused);
    await expect(mail.addBulk([{ name: 'send', data: { to: 'a' }, opts: options }])).rejects.toMatchObject(refused);
    expect((await jobs.counts()).queued).toBe(0);
  });

  it('refuse a job of another queue, an unknown one, and an input that the schema refuses', async () => {
    const { jobs, mail } = client();
    await expect(mail.add('resize', {})).rejects.toThrow(
      'Job "resize" is of queue "images"; this handle is about queue "mail"',
    );
    await expect(mail.add('sent' as 'send', { to: 'a' })).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
    await expect(mail.add('send', { to: 1 as unknown as string })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const one = queueHandle(jobs, { job: send });
    await expect(one.add('digest', {})).rejects.toThrow('this handle is about job "send"');
    expect(() => queueHandle(jobs, { job: 'nobody' as 'send' })).toThrow(/nobody/);
  });

  it('are typed by the job', async () => {
    const { mail } = client();
    // @ts-expect-error -- `to` is a text.
    await expect(mail.add('send', { to: 1 })).rejects.toThrow();
    // @ts-expect-error -- there is no such job.
    await expect(mail.add('nobody', {})).rejects.toThrow();
  });
});

describe('a handle of one job', () => {
  it('sees and pauses that job alone, and says that a pause of its queue holds it', async () => {
    const { jobs, mail } = client();
    const one = queueHandle(jobs, { job: 'send' });
    await one.add('send', { to: 'a' });
    await mail.add('digest', {});
    expect(await one.getJobCounts('waiting', 'paused')).toEqual({ waiting: 1, paused: 0 });
    await one.pause();
    expect(await one.isPaused()).toBe(true);
    expect(await mail.isPaused()).toBe(false);
    expect(await mail.getJobCounts('waiting', 'paused')).toEqual({ waiting: 1, paused: 1 });
    expect((await mail.getWaiting()).map(({ name }) => name)).toEqual(['digest']);
    await one.resume();
    await mail.pause();
    expect(await one.isPaused()).toBe(true);
    expect(await one.getJobCounts('waiting', 'paused')).toEqual({ waiting: 0, paused: 1 });
  });
});

it('says so where the store deletes by age alone', async () => {
  const { forget: _forget, ...store } = memoryStore();
  const jobs = createJobs({ jobs: [send], store });
  const mail = queueHandle(jobs, { queue: 'mail' });
  const added = await mail.add('send', { to: 'a' });
  await expect(mail.clean(0, 0, 'waiting')).rejects.toThrow(/memory store deletes finished runs by their age alone/);
  await expect(added.remove()).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  expect(await added.getState()).toBe('waiting');
});

it('refuses states and places that are none', async () => {
  const { mail } = client();
  await expect(mail.getJobCounts('prioritized' as 'waiting')).rejects.toThrow(
    /state of waiting, paused.* received "prioritized"/,
  );
  await expect(mail.clean(0, 0, 'active' as 'failed')).rejects.toThrow(/active cannot be cleaned/);
  await expect(mail.clean(-1, 0)).rejects.toThrow(/graceMs/);
  await expect(mail.getFailed(-2)).rejects.toThrow(/from to be a whole number/);
});

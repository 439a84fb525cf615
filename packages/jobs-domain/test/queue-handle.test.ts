import { pgliteStore, postgresStore } from '@nightshift/adapters-postgres';
import { redisStore } from '@nightshift/adapters-redis';
import { createJobs, defineJob, fixed, memoryStore, type Jobs, type Store } from '@nightshift/core';
import { queueHandle } from '@nightshift/core/queue';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';

// The marketplace is driven by hosts that come from BullMQ: its queue handle does the same on every store.
const stores: Readonly<Record<string, () => Store<unknown>>> = {
  memory: () => memoryStore(),
  pglite: () => pgliteStore(),
  postgres: () => postgresStore({ connectionString: inject('postgresUrl'), schema: 'queue_handle' }),
  redis: () => redisStore({ url: inject('redisUrl') ?? '', prefix: 'queue-handle' }),
};
const missing = inject('redisUrl') === null ? { redis: inject('whyNoRedis') } : {};

const recipient = z.object({ to: z.string() });
const retry = { attempts: 2, backoff: fixed(0) };
const send = defineJob({
  name: 'send',
  description: 'Sends.',
  queue: 'mail',
  input: recipient,
  retry,
  run(ctx) {
    ctx.progress.total = 4;
    ctx.progress.add(3);
    ctx.log.info('Sending', { to: ctx.input.to });
    if (ctx.input.to === 'nobody') throw new Error('There is no such address');
    return { sent: ctx.input.to };
  },
});
const hold = defineJob({ name: 'hold', description: 'Waits.', queue: 'mail', run: (ctx) => ctx.pause('1h') });
const report = defineJob({
  name: 'report',
  description: 'Reports.',
  queue: 'mail',
  dependsOn: [hold],
  run: () => 'done',
});
const other = defineJob({ name: 'other', description: 'Of another queue.', queue: 'elsewhere', run: () => null });
const all = [send, hold, report, other] as const;

for (const [name, reason] of Object.entries(missing)) it.skip(`the queue handle over ${name} (skipped: ${reason})`);

const given = Object.entries(stores).filter(([name]) => !(name in missing));
describe.each(given)('the queue handle over %s', (_name, makeStore) => {
  let store: Store<unknown>;
  let jobs: Jobs<(typeof all)[number], unknown>;
  const handle = () => queueHandle(jobs, { queue: 'mail' });

  beforeAll(() => {
    store = makeStore();
    jobs = createJobs({ jobs: [...all], store });
  });
  afterAll(() => jobs.close());
  beforeEach(async () => {
    for (const queue of ['mail', 'elsewhere']) {
      await queueHandle(jobs, { queue }).obliterate({ force: true });
      await endActive();
      await queueHandle(jobs, { queue }).obliterate();
    }
  });

  /** Ends as cancelled what a test has claimed and not ended. */
  async function endActive(): Promise<void> {
    const { runs } = await store.read.list({ states: ['running'] }, { limit: 100 });
    const ended = { state: 'cancelled', output: null, error: null, attempt: { outcome: 'cancelled' } } as const;
    await store.settle(runs.map(({ id, token }) => ({ lease: { runId: id, token }, ...ended })));
  }

  /** Works until nothing is due. */
  const work = () => jobs.processOnce({ budgetMs: 20_000 });

  it('adds, finds and tells of one job from beginning to end', async () => {
    const mail = handle();
    const added = await mail.add('send', { to: 'ada' }, { jobId: 'welcome-ada' });
    expect(added).toMatchObject({ jobId: 'welcome-ada', name: 'send', queueName: 'mail', data: { to: 'ada' } });
    expect(added).toMatchObject({ progress: 0, returnvalue: null, attemptsMade: 0, failedReason: undefined });
    expect(await added.getState()).toBe('waiting');
    await work();
    expect(await added.getState()).toBe('completed');
    const done = await mail.getJob(added.id);
    expect(done).toMatchObject({ returnvalue: { sent: 'ada' }, progress: 75, attemptsMade: 1 });
    expect(done?.timestamp).toBeLessThanOrEqual(done?.processedOn ?? 0);
    expect(done?.processedOn).toBeLessThanOrEqual(done?.finishedOn ?? 0);
    expect(await done?.getLogs()).toEqual({ logs: ['Sending {"to":"ada"}'], count: 1 });
    expect((await mail.getJob('welcome-ada'))?.id).toBe(added.id);
    expect(await mail.getJob('nobody')).toBeUndefined();
    expect(await queueHandle(jobs, { queue: 'elsewhere' }).getJob(added.id)).toBeUndefined();
  });

  it('keeps one unfinished run per jobId, and makes a new one once that is final', async () => {
    const mail = handle();
    const first = await mail.add('send', { to: 'ada' }, { jobId: 'once' });
    const again = await mail.add('send', { to: 'bob' }, { jobId: 'once' });
    expect(again).toMatchObject({ id: first.id, data: { to: 'ada' } });
    await work();
    const later = await mail.add('send', { to: 'bob' }, { jobId: 'once' });
    expect(later.id).not.toBe(first.id);
    expect((await mail.getJob('once'))?.id).toBe(later.id);
  });

  it('adds all of a list, or nothing', async () => {
    const mail = handle();
    const added = await mail.addBulk([
      { name: 'send', data: { to: 'a' } },
      { name: 'send', data: { to: 'b' }, opts: { delay: 3_600_000 } },
    ]);
    expect(await Promise.all(added.map((job) => job.getState()))).toEqual(['waiting', 'delayed']);
    const bad = { to: 1 } as unknown as { to: string };
    const refused = mail.addBulk([
      { name: 'send', data: { to: 'c' } },
      { name: 'send', data: bad },
    ]);
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await mail.getJobCounts('waiting', 'delayed')).toEqual({ waiting: 1, delayed: 1 });
  });

  it('retries what failed as a new run, which its jobId then finds', async () => {
    const mail = handle();
    const bad = await mail.add('send', { to: 'nobody' }, { jobId: 'lost' });
    await work();
    await work();
    const [failed] = await mail.getFailed(0, 0);
    expect(failed).toMatchObject({ id: bad.id, failedReason: 'There is no such address', attemptsMade: 2 });
    expect(failed?.stacktrace[0]).toContain('There is no such address');
    await expect(failed?.retry('completed')).rejects.toThrow(/is failed: expected one that is completed/);
    const repeat = await failed?.retry();
    expect(repeat).toMatchObject({ data: { to: 'nobody' }, attemptsMade: 0 });
    expect((await mail.getJob('lost'))?.id).toBe(repeat?.id);
    expect(await mail.getJobCounts('waiting', 'failed')).toEqual({ waiting: 1, failed: 1 });
  });

  it('counts and lists by state, newest first, of its own queue', async () => {
    const mail = handle();
    await jobs.enqueue('other');
    await mail.addBulk(['a', 'b', 'c', 'd'].map((to) => ({ name: 'send' as const, data: { to } })));
    await mail.add('send', { to: 'later' }, { delay: 3_600_000 });
    const gone = await mail.add('send', { to: 'gone' });
    await jobs.cancel(gone.id);
    const { runs } = await jobs.enqueueFlow(jobs.plan({ jobs: ['report'] }));
    const [claimed] = await store.claim({ worker: 'w', jobs: ['hold'], limit: 1, leaseMs: 3_600_000 });
    expect(claimed?.id).toBe(runs['hold']);
    expect(await mail.getJobCounts()).toEqual({
      waiting: 4,
      paused: 0,
      active: 1,
      delayed: 1,
      'waiting-children': 1,
      completed: 0,
      failed: 0,
      cancelled: 1,
    });
    const to = async (list: ReturnType<typeof mail.getWaiting>) =>
      (await list).map(({ data }) => (data as { to: string }).to);
    expect(await to(mail.getWaiting())).toEqual(['d', 'c', 'b', 'a']);
    expect(await to(mail.getWaiting(1, 2))).toEqual(['c', 'b']);
    expect(await to(mail.getWaiting(2))).toEqual(['b', 'a']);
    expect(await to(mail.getWaiting(0, -2))).toEqual(['d', 'c', 'b']);
    expect(await to(mail.getDelayed())).toEqual(['later']);
    expect((await mail.getActive()).map(({ id, attemptsMade }) => [id, attemptsMade])).toEqual([[runs['hold'], 0]]);
    expect((await mail.getWaitingChildren()).map(({ id }) => id)).toEqual([runs['report']]);
    expect(await mail.getCompleted()).toEqual([]);
  });

  it('pauses and resumes for every process', async () => {
    const mail = handle();
    const added = await mail.add('send', { to: 'ada' });
    await mail.pause();
    expect([await mail.isPaused(), await added.getState()]).toEqual([true, 'paused']);
    expect(await mail.getJobCounts('waiting', 'paused')).toEqual({ waiting: 0, paused: 1 });
    expect((await work()).started).toBe(0);
    await mail.resume();
    expect([await mail.isPaused(), await added.getState()]).toEqual([false, 'waiting']);
    expect((await work()).succeeded).toBe(1);
  });

  it('cleans what has been in a state for long enough, and nothing else', async () => {
    const mail = handle();
    await jobs.enqueue('other');
    await mail.addBulk(['a', 'b', 'nobody'].map((to) => ({ name: 'send' as const, data: { to } })));
    await work();
    await work();
    expect(await mail.clean(3_600_000, 0)).toEqual([]);
    expect(await mail.clean(0, 1)).toHaveLength(1);
    expect(await mail.getJobCounts('completed', 'failed')).toEqual({ completed: 1, failed: 1 });
    expect(await mail.clean(0, 10, 'completed')).toHaveLength(1);
    expect(await mail.clean(0, 10, 'failed')).toHaveLength(1);
    const delayed = await mail.add('send', { to: 'later' }, { delay: 3_600_000 });
    expect(await mail.clean(0, 10, 'delayed')).toEqual([delayed.id]);
    expect(await delayed.getState()).toBe('unknown');
    expect(await queueHandle(jobs, { queue: 'elsewhere' }).getJobCounts('completed')).toEqual({ completed: 1 });
  });

  it('removes one, and not what is active or needed', async () => {
    const mail = handle();
    const waiting = await mail.add('send', { to: 'a' });
    await waiting.remove();
    expect(await waiting.getState()).toBe('unknown');
    await expect(waiting.remove()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    const active = await mail.add('hold', {});
    const [claimed] = await store.claim({ worker: 'w', jobs: ['hold'], limit: 1, leaseMs: 3_600_000 });
    expect(claimed?.id).toBe(active.id);
    await expect(active.remove()).rejects.toThrow(/is active, and jobs.cancel stops it/);
    expect(await active.getState()).toBe('active');
  });

  it('obliterates all of its own, with force also beside what is active', async () => {
    const mail = handle();
    await jobs.enqueue('other');
    await mail.addBulk(['a', 'b'].map((to) => ({ name: 'send' as const, data: { to } })));
    await mail.add('hold', {});
    const [active] = await store.claim({ worker: 'w', jobs: ['hold'], limit: 1, leaseMs: 3_600_000 });
    await expect(mail.obliterate()).rejects.toThrow(/"mail" has 1 active runs/);
    expect(await mail.getJobCounts('waiting')).toEqual({ waiting: 2 });
    expect(await mail.isPaused()).toBe(false);
    expect(await mail.obliterate({ force: true })).toEqual({ deleted: 2, left: 1 });
    expect((await jobs.get(active?.id ?? ''))?.cancel?.by).toBe('queue handle: obliterate');
    await endActive();
    expect(await mail.obliterate()).toEqual({ deleted: 1, left: 0 });
    expect((await jobs.counts({ queues: ['elsewhere'] })).queued).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createJobs,
  defineJob,
  fixed,
  memoryStore,
  NightshiftError,
  type JobContext,
  type ProcessOnceOptions,
} from '@nightshift/core';
import { systemTimers } from '../src/timers.js';
import { gate, inMemory, next, standingClock } from './harness.js';

const IDLE = { moreDue: false, nextDueMs: null, ended: 'idle' };

const greet = defineJob({
  name: 'greet',
  description: 'd',
  input: z.object({ name: z.string().default('you') }),
  run: (ctx) => `Hello, ${ctx.input.name}`,
});

/** A job whose handler tells that it runs, and goes on until its signal aborts; or for ever, when it does not obey. */
function endless(options: { readonly obeys: boolean }) {
  const started = gate();
  const released = gate();
  const seen: JobContext[] = [];
  const job = defineJob({
    name: 'endless',
    description: 'd',
    retry: { attempts: 5, backoff: fixed('1h') },
    grace: '1h',
    async run(ctx) {
      seen.push(ctx);
      started.open();
      if (options.obeys) await ctx.pause('1h');
      else await released.opened;
    },
  });
  return { job, started: started.opened, release: released.open, seen };
}

describe('processOnce', () => {
  it('works on all that is due, and says so', async () => {
    const jobs = inMemory([greet]);
    await jobs.enqueueMany(['a', 'b', 'c'].map((name) => ({ job: 'greet', input: { name } })));
    const done = await jobs.processOnce({ budgetMs: 60_000, concurrency: 2 });
    expect(done).toMatchObject({ started: 3, succeeded: 3, failed: 0, handedBack: 0, ...IDLE });
    expect(await jobs.counts()).toMatchObject({ success: 3, queued: 0 });
    await jobs.close();
  });

  it('answers at once when there is nothing to do', async () => {
    const jobs = inMemory([greet]);
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ started: 0, ...IDLE });
  });

  it('goes on with what the work itself enqueues, and with what a schedule or a delay made due', async () => {
    const clock = standingClock();
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      schedule: { cron: '0 * * * *', missed: 'once' },
      async run(ctx) {
        await ctx.enqueue(greet, {});
      },
    });
    const jobs = inMemory([parent, greet], clock);
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ started: 0, nextDueMs: 3_600_000 });
    await jobs.enqueue('greet', {}, { delay: '30m' });
    clock.advance(3_600_000);
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({
      started: 3,
      succeeded: 3,
      nextDueMs: 3_600_000,
    });
    await jobs.close();
  });

  it('says what failed, what is tried again and when, and what was postponed', async () => {
    const clock = standingClock();
    const fail = (name: string, attempts: number) =>
      defineJob({
        name,
        description: 'd',
        retry: { attempts, backoff: fixed('2m') },
        run: () => Promise.reject(new Error('no')),
      });
    const snooze = defineJob({ name: 'snooze', description: 'd', run: (ctx) => ctx.snooze('1h') });
    const jobs = inMemory([fail('once', 1), fail('twice', 2), snooze], clock);
    for (const name of ['once', 'twice', 'snooze']) await jobs.enqueue(name);
    const done = await jobs.processOnce({ budgetMs: 60_000 });
    expect(done).toMatchObject({ started: 3, failed: 1, retried: 1, postponed: 1, moreDue: false, nextDueMs: 120_000 });
    await jobs.close();
  });

  it('takes over what a worker left that died', async () => {
    const clock = standingClock();
    const jobs = inMemory([greet], clock);
    await jobs.enqueue('greet');
    await jobs.store.claim({ worker: 'dead', jobs: ['greet'], limit: 1, leaseMs: 30_000 });
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ started: 0, ...IDLE, nextDueMs: 30_000 });
    clock.advance(30_001);
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ recovered: 1, started: 1, succeeded: 1 });
    await jobs.close();
  });

  it('counts what failed beside the runs, and goes on', async () => {
    const clock = standingClock();
    const parent = defineJob({ name: 'hourly', description: 'd', schedule: { cron: '0 * * * *' }, run: () => null });
    const memory = memoryStore({ clock });
    const advance = () => Promise.reject(new Error('no'));
    const schedules = { ...memory.schedules, advance };
    const jobs = createJobs({ jobs: [parent, greet], store: { ...memory, schedules }, clock });
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ errors: 0, nextDueMs: 3_600_000 });
    clock.advance(3_600_000);
    await jobs.enqueue('greet');
    const done = await jobs.processOnce({ budgetMs: 60_000 });
    expect(done).toMatchObject({ succeeded: 1, ended: 'idle', moreDue: false, nextDueMs: 1_000 });
    expect(done.errors).toBeGreaterThan(0);
    await jobs.close();
  });

  it('begins no more attempts than its limit, and only those of its queues', async () => {
    const mail = defineJob({ name: 'mail', description: 'd', queue: 'mail', run: () => null });
    const jobs = inMemory([greet, mail]);
    await jobs.enqueueMany([{ job: 'mail' }, { job: 'greet' }, { job: 'greet' }, { job: 'greet' }]);
    const limited = await jobs.processOnce({ budgetMs: 60_000, limit: 2, queues: ['default'] });
    expect(limited).toMatchObject({ started: 2, ended: 'limit', moreDue: true, nextDueMs: 0 });
    expect(await jobs.processOnce({ budgetMs: 60_000, queues: ['default'] })).toMatchObject({ started: 1, ...IDLE });
    expect((await jobs.counts({ queues: ['mail'] })).queued).toBe(1);
    await jobs.close();
  });

  it('does not call for another call over what a pause holds', async () => {
    const jobs = inMemory([greet]);
    await jobs.enqueue('greet');
    await jobs.pause({ job: 'greet' });
    expect(await jobs.processOnce({ budgetMs: 60_000 })).toMatchObject({ started: 0, ...IDLE });
    await jobs.close();
  });
});

describe("the budget's end", () => {
  it('lets what runs finish, and claims nothing more', async () => {
    const released = gate();
    const started = gate();
    const hold = defineJob({
      name: 'hold',
      description: 'd',
      async run() {
        started.open();
        await released.opened;
      },
    });
    const overs: (() => void)[] = [];
    const timers = {
      ...systemTimers,
      // Of 60 s, 10 are for finishing, 1 for aborts and 1 for writing down.
      after: (ms: number, callback: () => void) => {
        if (ms !== 48_000) return systemTimers.after(ms, callback);
        overs.push(callback);
        return { cancel: () => undefined };
      },
    };
    const jobs = createJobs({ jobs: [hold], store: memoryStore(), timers });
    await jobs.enqueueMany([{ job: 'hold' }, { job: 'hold' }]);
    const done = jobs.processOnce({ budgetMs: 60_000, concurrency: 1, drain: '10s', grace: '1s' });
    await started.opened;
    expect(overs).toHaveLength(1);
    overs[0]?.();
    await new Promise((resolve) => setImmediate(resolve));
    released.open();
    expect(await done).toMatchObject({ started: 1, succeeded: 1, ended: 'budget', moreDue: true, nextDueMs: 0 });
    await jobs.close();
  });

  it('hands back what obeys its abort, unspent', async () => {
    const { job } = endless({ obeys: true });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('endless');
    const done = await jobs.processOnce({ budgetMs: 200 });
    expect(done).toMatchObject({ started: 1, handedBack: 1, stuck: 0, ended: 'budget', moreDue: true, nextDueMs: 0 });
    expect(await jobs.get(runId)).toMatchObject({ state: 'queued', attempt: 0 });
    await jobs.close();
  });

  it('gives up what ignores its abort: nothing of it is accepted after the answer', async () => {
    const { job, release, seen } = endless({ obeys: false });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('endless');
    const done = await jobs.processOnce({ budgetMs: 2_000 });
    expect(done).toMatchObject({ started: 1, handedBack: 0, retried: 1, stuck: 1, ended: 'budget' });
    expect(await jobs.get(runId)).toMatchObject({ state: 'queued', attempt: 1 });
    await expect(seen[0]?.checkpoint.save({ at: 1 })).rejects.toMatchObject({ code: 'STUCK' });
    release();
    await jobs.close();
  });

  it('answers with an error when the store does not', async () => {
    const jobs = inMemory([greet]);
    const store = { ...jobs.store, open: () => new Promise<void>(() => undefined) };
    const silent = createJobs({ jobs: [greet], store });
    await expect(silent.processOnce({ budgetMs: 100 })).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  });

  it('passes on what the store throws, after what runs was let finish', async () => {
    const { job, started, release } = endless({ obeys: false });
    const memory = memoryStore();
    let isDown = false;
    const store = {
      ...memory,
      promote: (limit: number) => (isDown ? Promise.reject(new Error('disk full')) : memory.promote(limit)),
    };
    const jobs = createJobs({ jobs: [job, greet], store });
    const { runId } = await jobs.enqueue('endless');
    const done = jobs.processOnce({ budgetMs: 60_000 });
    await started;
    isDown = true;
    release();
    await expect(done).rejects.toThrow('disk full');
    expect((await jobs.get(runId))?.state).toBe('success');
    await jobs.close();
  });

  it('ends early when the client is closed', async () => {
    const { job, started } = endless({ obeys: true });
    const jobs = inMemory([job]);
    await jobs.enqueue('endless');
    const done = jobs.processOnce({ budgetMs: 60_000, drain: 1 });
    const refused = expect(done).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    await started;
    await jobs.close();
    await refused;
  });
});

describe('the options', () => {
  it.each([
    [{ budgetMs: 99 }, /budgetMs to be a number of milliseconds from 100 to 86400000; received 99/],
    [{ budgetMs: NaN }, /received NaN/],
    [{ budgetMs: '5s' }, /received "5s"/],
    [{}, /received undefined/],
    [{ budgetMs: 1_000, drain: '1s' }, /drain \(1000 ms\) and grace \(100 ms\) to leave time to work of budgetMs/],
    [{ budgetMs: 1_000, limit: 0 }, /limit to be a whole number/],
    [{ budgetMs: 1_000, concurrency: 0.5 }, /concurrency to be a whole number/],
    [{ budgetMs: 1_000, lease: '10ms' }, /lease of 1 s or more/],
  ])('are checked: %j', async (options, message) => {
    const jobs = inMemory([greet]);
    const refused = await jobs.processOnce(options as ProcessOnceOptions).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NightshiftError);
    expect(refused).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(message) });
  });
});

it('starts no thread, subscribes to nothing, leaves no worker and no listener behind', async () => {
  const memory = memoryStore();
  const asked: string[] = [];
  const renewal = {
    unavailable: null,
    standBy: () => {
      asked.push('thread');
      return { hold: () => 0, drop: () => undefined, renewed: () => undefined, end: () => undefined };
    },
  };
  const notifications = {
    subscribe: () => {
      asked.push('subscription');
      return Promise.resolve({ live: true, unsubscribe: () => Promise.resolve() });
    },
  };
  const jobs = createJobs({ jobs: [greet], store: { ...memory, exclusive: false, renewal, notifications } });
  const listeners = (): number =>
    jobs.events.eventNames().reduce((sum, name) => sum + jobs.events.listenerCount(name), 0);
  const before = listeners();
  const begun = next(jobs, 'worker:started');
  await jobs.enqueue('greet');
  await jobs.processOnce({ budgetMs: 10_000 });
  expect(await begun).toMatchObject({ leasesWhileBlocked: { kept: false } });
  expect(asked).toEqual([]);
  expect(listeners()).toBe(before);
  expect(await jobs.store.workers.live()).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, fixed, memoryStore, type AnyJob, type QueueLimits } from '@nightshift/core';
import { startsLeft, nextStartAt, NO_STARTS, withStarts, MOST_STARTS } from '../src/store/rate-window.js';
import { gate, inMemory, next, standingClock } from './harness.js';

const tenantInput = z.object({ tenant: z.string() });
type Tenant = z.infer<typeof tenantInput>;

/** Counts how many handlers are inside at once, by key. */
function crowd() {
  const inside = new Map<string, number>();
  const most = new Map<string, number>();
  return {
    most,
    async visit(key: string): Promise<void> {
      const now = (inside.get(key) ?? 0) + 1;
      inside.set(key, now);
      most.set(key, Math.max(most.get(key) ?? 0, now));
      // A few turns of the event loop, so that others would come in if they could.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      inside.set(key, (inside.get(key) ?? 0) - 1);
    },
  };
}

async function workThrough(
  list: readonly AnyJob[],
  inputs: readonly (readonly [string, unknown])[],
  queues: Readonly<Record<string, QueueLimits>> = {},
) {
  const jobs = createJobs({ jobs: list, store: memoryStore(), queues });
  const workers = [jobs.worker({ concurrency: 10 }), jobs.worker({ concurrency: 10 })];
  const ids = await jobs.enqueueMany(inputs.map(([job, input]) => ({ job, input })));
  await Promise.all(workers.map((worker) => worker.start()));
  const runs = await jobs.wait(ids.map(({ runId }) => runId));
  await jobs.close();
  return runs;
}

describe('concurrency', () => {
  it('holds for a job, a key and a queue over two workers', async () => {
    const { most, visit } = crowd();
    const perJob = defineJob({ name: 'per-job', description: 'd', concurrency: 3, run: () => visit('job') });
    const perKey = defineJob({
      name: 'per-key',
      description: 'd',
      input: tenantInput,
      concurrency: { limit: 2, per: (input: Tenant) => input.tenant },
      run: (ctx) => visit(ctx.input.tenant),
    });
    const inQueue = defineJob({ name: 'in-queue', description: 'd', queue: 'narrow', run: () => visit('queue') });
    const inputs = Array.from({ length: 30 }, (_, n) => [
      ['per-job', {}] as const,
      ['per-key', { tenant: n % 2 === 0 ? 'a' : 'b' }] as const,
      ['in-queue', {}] as const,
    ]).flat();
    const runs = await workThrough([perJob, perKey, inQueue], inputs, { narrow: { concurrency: 4 } });
    expect(runs.every((run) => run.state === 'success')).toBe(true);
    expect(Object.fromEntries(most)).toEqual({ job: 3, a: 2, b: 2, queue: 4 });
  });

  it('keeps the order of a key through retries, while other keys go on', async () => {
    const order: string[] = [];
    const job = defineJob({
      name: 'in-order',
      description: 'd',
      input: z.object({ tenant: z.string(), n: z.number() }),
      concurrency: { limit: 1, per: (input: { tenant: string }) => input.tenant, ordered: true },
      retry: { attempts: 3, backoff: fixed(5) },
      run(ctx) {
        if (ctx.input.n % 3 === 0 && ctx.attempt === 1) throw new Error('again');
        order.push(`${ctx.input.tenant}${ctx.input.n}`);
      },
    });
    const inputs = Array.from({ length: 18 }, (_, n) => ['in-order', { tenant: n % 2 === 0 ? 'a' : 'b', n }] as const);
    await workThrough([job], inputs);
    for (const tenant of ['a', 'b']) {
      const numbers = order.filter((entry) => entry.startsWith(tenant)).map((entry) => Number(entry.slice(1)));
      expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
      expect(numbers).toHaveLength(9);
    }
  });

  const one = () => 'a';

  it.each([
    ['a concurrency of 0', { concurrency: 0 }],
    ['half a run', { concurrency: 1.5 }],
    ['an order without keys', { concurrency: { limit: 1, ordered: true } }],
    ['an order of two at once', { concurrency: { limit: 2, per: one, ordered: true } }],
    ['a burst above the limit', { rateLimit: { limit: 2, window: '1s', burst: 3 } }],
    ['an empty window', { rateLimit: { limit: 2, window: 0 } }],
    ['two limits of one kind', { concurrency: [{ limit: 2 }, { limit: 3 }] }],
  ])('refuses %s where the job is defined', (_, limits: object) => {
    expect(() => defineJob({ name: 'bad', description: 'd', ...limits, run: () => 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_DEFINITION', message: expect.stringContaining('"bad"') as string }),
    );
  });

  it('takes several functions that make one key, and refuses those that do not agree', async () => {
    const agreeing = defineJob({
      name: 'agreeing',
      description: 'd',
      input: tenantInput,
      concurrency: { limit: 1, per: (input) => input.tenant },
      rateLimit: { limit: 9, window: '1s', per: (input) => input.tenant },
      run: () => 1,
    });
    const odd = defineJob({
      name: 'odd',
      description: 'd',
      input: tenantInput,
      concurrency: { limit: 1, per: (input) => input.tenant },
      rateLimit: { limit: 9, window: '1s', per: () => 'all' },
      run: () => 1,
    });
    const jobs = inMemory([agreeing, odd]);
    const { runId } = await jobs.enqueue('agreeing', { tenant: 'a' });
    expect(await jobs.get(runId)).toMatchObject({ limitKey: 'a' });
    await expect(jobs.enqueue('odd', { tenant: 'a' })).rejects.toThrow(/the keys "a" and "all" for one input/);
    await jobs.close();
  });

  it('refuses a key that is no text, and enqueues nothing', async () => {
    const job = defineJob({
      name: 'job',
      description: 'd',
      concurrency: { limit: 1, per: () => 7 as never },
      run: () => 1,
    });
    const jobs = inMemory([job]);
    await expect(jobs.enqueue('job')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await jobs.counts()).queued).toBe(0);
    await jobs.close();
  });
});

describe('rate limits', () => {
  it('start no more than the window allows, and the next ones when it opens', async () => {
    let started = 0;
    const job = defineJob({
      name: 'limited',
      description: 'd',
      rateLimit: { limit: 3, window: '1h' },
      run: () => void (started += 1),
    });
    const clock = standingClock();
    const jobs = inMemory([job], clock);
    const ids = await jobs.enqueueMany(Array.from({ length: 7 }, () => ({ job: 'limited' })));
    const worker = jobs.worker();
    await worker.start();
    const perWindow: number[] = [];
    for (const expected of [3, 6, 7]) {
      await jobs.wait(ids.slice(0, expected).map(({ runId }) => runId));
      perWindow.push(started);
      clock.advance(3_600_000);
      worker.wake();
    }
    expect(perWindow).toEqual([3, 6, 7]);
    await jobs.close();
  });

  it('close for the key when a handler is told to wait', async () => {
    const job = defineJob({
      name: 'polite',
      description: 'd',
      input: tenantInput,
      rateLimit: { limit: 100, window: '1s', per: (input: Tenant) => input.tenant },
      run: (ctx) => (ctx.input.tenant === 'busy' ? ctx.retryAfter('1h', 'slow down') : 'ok'),
    });
    const jobs = inMemory([job]);
    const worker = jobs.worker({ concurrency: 1 });
    const first = await jobs.enqueue('polite', { tenant: 'busy' });
    const released = next(jobs, 'run:released');
    await worker.start();
    await released;
    const second = await jobs.enqueue('polite', { tenant: 'busy' });
    const other = await jobs.enqueue('polite', { tenant: 'calm' });
    await jobs.wait([other.runId]);
    expect(await jobs.why(first.runId)).toMatchObject({ reasons: [{ code: 'retry-wait' }] });
    expect(await jobs.why(second.runId)).toMatchObject({
      state: 'queued',
      reasons: [{ code: 'rate-limited', scope: 'key', key: 'busy' }],
    });
    await jobs.close();
  });
});

describe('the window of a rate', () => {
  const rule = { limit: 5, windowMs: 1_000, burst: 2 };

  it('never holds more than the limit, nor its share more than the burst', () => {
    let starts = NO_STARTS;
    const all: number[] = [];
    for (let now = 0; now < 20_000; now += 37) {
      const count = Math.max(0, startsLeft(starts, rule, now));
      if (count > 0) starts = withStarts(starts, { count, now, windowMs: rule.windowMs });
      for (let n = 0; n < count; n += 1) all.push(now);
    }
    const mostWithin = (ms: number) =>
      Math.max(...all.map((at) => all.filter((other) => other >= at && other < at + ms).length));
    expect(mostWithin(1_000)).toBe(5);
    expect(mostWithin(400)).toBe(2);
    expect(all.length).toBeGreaterThan(90);
  });

  it('opens exactly when it says', () => {
    let starts = NO_STARTS;
    for (const now of [0, 10, 500, 510]) starts = withStarts(starts, { count: 1, now, windowMs: 1_000 });
    const opensAt = nextStartAt(starts, rule, 511);
    expect(startsLeft(starts, rule, opensAt - 1)).toBeLessThanOrEqual(0);
    expect(startsLeft(starts, rule, opensAt)).toBeGreaterThan(0);
  });

  it('counts each start for as long as its window lasts, whatever the clock does', () => {
    let starts = NO_STARTS;
    for (const now of [5_000, 5_100, 1_000, 1_100, 1_100])
      starts = withStarts(starts, { count: 1, now, windowMs: 1_000 });
    const wide = { limit: 10, windowMs: 1_000, burst: 10 };
    expect([1_100, 2_000, 2_099, 2_100, 5_999, 6_000, 6_100].map((now) => 10 - startsLeft(starts, wide, now))).toEqual([
      5, 4, 4, 2, 2, 1, 0,
    ]);
  });

  it('stays small, and errs to fewer starts', () => {
    let starts = NO_STARTS;
    for (let now = 0; now < 1_000; now += 1) starts = withStarts(starts, { count: 1, now, windowMs: 10_000 });
    expect(starts.log).toHaveLength(MOST_STARTS);
    expect(startsLeft(starts, { limit: 1_000, windowMs: 10_000, burst: 1_000 }, 1_000)).toBe(0);
  });
});

describe('pause', () => {
  it('keeps a job and a queue from starting until resume, and why says by whom', async () => {
    const ran: string[] = [];
    const first = defineJob({ name: 'first', description: 'd', run: () => void ran.push('first') });
    const second = defineJob({ name: 'second', description: 'd', queue: 'mail', run: () => void ran.push('second') });
    const third = defineJob({ name: 'third', description: 'd', run: () => void ran.push('third') });
    const jobs = inMemory([first, second, third], standingClock());
    await jobs.pause({ job: 'first' }, { by: 'ada', message: 'too loud' });
    await jobs.pause({ queue: 'mail' });
    expect(await jobs.paused()).toMatchObject([
      { job: 'first', by: 'ada' },
      { queue: 'mail', by: 'api' },
    ]);
    const [a, b, c] = await jobs.enqueueMany([{ job: 'first' }, { job: 'second' }, { job: 'third' }]);
    const worker = jobs.worker();
    await worker.start();
    await jobs.wait([c?.runId ?? '']);
    expect(ran).toEqual(['third']);
    const why = await jobs.why(a?.runId ?? '');
    expect(why.reasons[0]).toMatchObject({ code: 'paused', pause: { job: 'first', by: 'ada', message: 'too loud' } });
    expect(await jobs.resume({ job: 'first' })).toBe(true);
    expect(await jobs.resume({ queue: 'mail' })).toBe(true);
    expect(await jobs.resume({ queue: 'mail' })).toBe(false);
    await jobs.wait([a?.runId ?? '', b?.runId ?? '']);
    await expect(jobs.pause({ job: 'frist' })).rejects.toMatchObject({ code: 'UNKNOWN_JOB' });
    await jobs.close();
  });
});

describe('why', () => {
  it('names the runs that hold a full key, and the run whose turn it is', async () => {
    const { opened, open } = gate();
    const started = gate();
    const job = defineJob({
      name: 'one-by-one',
      description: 'd',
      input: tenantInput,
      concurrency: { limit: 1, per: (input: Tenant) => input.tenant, ordered: true },
      async run() {
        started.open();
        await opened;
      },
    });
    const jobs = inMemory([job]);
    const worker = jobs.worker();
    await worker.start();
    const holder = await jobs.enqueue('one-by-one', { tenant: 'a' });
    await started.opened;
    const waiting = await jobs.enqueue('one-by-one', { tenant: 'a' });
    expect((await jobs.why(waiting.runId)).reasons[0]).toEqual({
      code: 'limit-full',
      scope: 'key',
      name: 'one-by-one',
      key: 'a',
      concurrency: 1,
      heldBy: [{ runId: holder.runId, job: 'one-by-one', state: 'running' }],
    });
    open();
    await jobs.wait([waiting.runId]);
    await jobs.close();
  });
});

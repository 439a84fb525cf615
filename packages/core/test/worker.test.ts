import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  createJobs,
  defineJob,
  fixed,
  memoryStore,
  NightshiftError,
  RunAborted,
  type JobContext,
} from '@nightshift/core';
import { finish, gate, inMemory, next, standingClock } from './harness.js';

/** A job that tells when it runs, and holds on until its signal aborts or the gate opens. */
function holding(
  options: {
    readonly obeys?: boolean;
    readonly timeout?: number;
    readonly grace?: number;
    readonly attempts?: number;
  } = {},
) {
  const started = gate();
  const released = gate();
  const seen: JobContext[] = [];
  const job = defineJob({
    name: 'hold',
    description: 'd',
    retry: { attempts: options.attempts ?? 5, backoff: fixed(1) },
    grace: options.grace ?? 10_000,
    ...(options.timeout !== undefined && { timeout: options.timeout }),
    async run(ctx) {
      seen.push(ctx);
      started.open();
      if (options.obeys === false) await released.opened;
      else await Promise.race([released.opened, ctx.pause('1h')]);
      return { attempt: ctx.attempt };
    },
  });
  return { job, started: started.opened, release: released.open, seen };
}

describe('cancel', () => {
  it('aborts a running handler with a typed reason, and the run ends as cancelled', async () => {
    const { job, started, seen } = holding();
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const worker = jobs.worker();
    await worker.start();
    await started;
    expect(await jobs.cancel(runId, { by: 'ada', message: 'not needed' })).toBe('requested');
    const [run] = await jobs.wait([runId]);
    expect(run).toMatchObject({ state: 'cancelled', cancel: { code: 'requested', by: 'ada', message: 'not needed' } });
    const reason = seen[0]?.signal.reason as RunAborted;
    expect(reason).toBeInstanceOf(RunAborted);
    expect(reason).toMatchObject({
      code: 'CANCELLED',
      cancel: { by: 'ada' },
      message: 'The run was cancelled by ada: not needed',
    });
    expect(await jobs.cancel(runId)).toBe('finished');
    expect(await jobs.cancel('01999999-0000-7000-8000-000000000000')).toBe('unknown');
    await jobs.close();
  });

  it('ends a run at once that has not started', async () => {
    const { job } = holding();
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold', undefined, { delay: '1h' });
    expect(await jobs.cancel(runId)).toBe('cancelled');
    expect((await jobs.get(runId))?.state).toBe('cancelled');
  });

  it('keeps a handler from starting when it was asked for while the run was handed back', async () => {
    const { job, seen } = holding();
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const [claimed] = await jobs.store.claim({ worker: 'gone', jobs: ['hold'], limit: 1, leaseMs: 60_000 });
    await jobs.cancel(runId);
    const lease = { runId, token: claimed?.token ?? 0 };
    await jobs.store.release([{ lease, delayMs: 0, spend: false, attempt: { outcome: 'interrupted' } }]);
    expect(await finish(jobs, runId)).toMatchObject({ state: 'cancelled' });
    expect(seen).toEqual([]);
  });

  it('frees the slot of a handler that ignores it, and says so', async () => {
    const { job, started, release } = holding({ obeys: false, grace: 10 });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const stuck = next(jobs, 'run:stuck');
    const worker = jobs.worker({ concurrency: 1 });
    await worker.start();
    await started;
    await jobs.cancel(runId);
    expect(await stuck).toMatchObject({ runId, attempt: 1 });
    expect((await jobs.wait([runId]))[0]?.state).toBe('cancelled');
    expect(worker.running).toEqual([]);
    release();
    await jobs.close();
  });
});

describe('timeout', () => {
  it('aborts the attempt, which counts, and tries again', async () => {
    const { job, seen } = holding({ timeout: 10, attempts: 2 });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const run = await finish(jobs, runId);
    expect(run).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'TIMEOUT' } });
    expect(seen.map((ctx) => (ctx.signal.reason as RunAborted).code)).toEqual(['TIMEOUT', 'TIMEOUT']);
  });

  it('marks a handler that ignores the abort as stuck after its grace', async () => {
    const { job, release } = holding({ obeys: false, timeout: 5, grace: 5, attempts: 1 });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const run = await finish(jobs, runId);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'STUCK' } });
    expect(run.attempts[0]?.outcome).toBe('stuck');
    release();
  });
});

describe('stop', () => {
  it('lets handlers finish', async () => {
    const { job, started, release } = holding();
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const worker = jobs.worker();
    await worker.start();
    await started;
    const stopped = worker.stop();
    release();
    await stopped;
    expect(await jobs.get(runId)).toMatchObject({ state: 'success', attempt: 1 });
  });

  it('hands an interrupted run back without spending an attempt', async () => {
    const { job, started } = holding();
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const worker = jobs.worker({ drain: 1 });
    await worker.start();
    await started;
    await worker.stop();
    const run = await jobs.get(runId);
    expect(run).toMatchObject({ state: 'queued', attempt: 0 });
    expect(run?.attempts.map((attempt) => attempt.outcome)).toEqual(['interrupted']);
  });

  it('is immediate the second time, and spends the attempt of a handler that ignores it', async () => {
    const { job, started, release } = holding({ obeys: false });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('hold');
    const worker = jobs.worker({ drain: '1h' });
    await worker.start();
    await started;
    void worker.stop();
    await worker.stop({ now: true });
    const run = await jobs.get(runId);
    expect(run).toMatchObject({ state: 'queued', attempt: 1 });
    expect(run?.attempts.map((attempt) => [attempt.outcome, attempt.error?.code])).toEqual([['stuck', 'STUCK']]);
    release();
  });

  it('may be called twice, before a start, and during one', async () => {
    const jobs = inMemory([holding().job]);
    const never = jobs.worker();
    await Promise.all([never.stop(), never.stop()]);
    await never.start();
    const hasty = jobs.worker();
    await Promise.all([hasty.start(), hasty.stop(), hasty.start()]);
    const { runId } = await jobs.enqueue('hold');
    expect((await jobs.get(runId))?.state).toBe('queued');
  });

  it('survives being hammered with starts and stops', async () => {
    const quick = defineJob({
      name: 'quick',
      description: 'd',
      input: z.object({ n: z.number() }),
      run: (ctx) => ctx.input.n,
    });
    const jobs = inMemory([quick]);
    const answers = await jobs.enqueueMany(Array.from({ length: 300 }, (_, n) => ({ job: 'quick', input: { n } })));
    for (let round = 0; round < 10; round += 1) {
      const workers = [jobs.worker({ concurrency: 3 }), jobs.worker({ concurrency: 2 })];
      await Promise.all(workers.map((worker) => worker.start()));
      await Promise.all(workers.map((worker) => worker.stop({ now: round % 2 === 0 })));
    }
    const last = jobs.worker();
    await last.start();
    const runs = await jobs.wait(answers.map((answer) => answer.runId));
    expect(runs.map((run) => run.output)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    await jobs.close();
  });
});

/** The store as a worker sees it that can neither renew nor reap: paused, or cut off from the network. */
function cutOff(store: ReturnType<typeof memoryStore>): ReturnType<typeof memoryStore> {
  const unreachable = () => Promise.reject(new NightshiftError('STORE_UNREACHABLE', 'cut off'));
  return new Proxy(store, {
    get: (target, name) =>
      name === 'extend' || name === 'reap' ? unreachable : (Reflect.get(target, name) as unknown),
  });
}

describe('a worker that dies', () => {
  it('loses its runs to others when the lease expires; its late settle changes nothing', async () => {
    const clock = standingClock();
    const { job, started, release } = holding();
    const store = memoryStore({ clock });
    const first = createJobs({ jobs: [job], store: cutOff(store), clock });
    const { runId } = await first.enqueue('hold');
    const frozen = first.worker({ lease: '1s', concurrency: 1 });
    await frozen.start();
    await started;
    clock.advance(1_001);
    const rescued = defineJob({ name: 'hold', description: 'd', run: (ctx) => ({ rescuedAt: ctx.attempt }) });
    const second = createJobs({ jobs: [rescued], store, clock });
    const rescuer = second.worker({ poll: 20 });
    await rescuer.start();
    const [run] = await second.wait([runId]);
    expect(run).toMatchObject({ state: 'success', output: { rescuedAt: 2 } });
    expect(run?.attempts.map((attempt) => attempt.outcome)).toEqual(['lease-expired', 'success']);
    const lost = next(first, 'run:lost');
    release();
    expect(await lost).toMatchObject({ runId });
    expect((await second.get(runId))?.output).toEqual({ rescuedAt: 2 });
    await rescuer.stop();
    await first.close();
  });

  it('does not take its own runs for dead after a handler has blocked the event loop', async () => {
    const lengths = 3;
    const block = defineJob({
      name: 'block',
      description: 'd',
      run(ctx) {
        const until = performance.now() + lengths * 1_000;
        while (performance.now() < until);
        return { attempt: ctx.attempt };
      },
    });
    const { job, started, release } = holding();
    const jobs = inMemory([block, job]);
    const worker = jobs.worker({ lease: '1s', concurrency: 2 });
    await worker.start();
    const beside = await jobs.enqueue('hold');
    await started;
    const { runId } = await jobs.enqueue('block');
    await jobs.wait([runId]);
    release();
    const runs = await jobs.wait([runId, beside.runId]);
    expect(runs.map((run) => [run.state, run.attempts.map((attempt) => attempt.outcome)])).toEqual([
      ['success', ['success']],
      ['success', ['success']],
    ]);
    await jobs.close();
  });

  it('uses up attempts, so that a run that kills its worker does not do so for ever', async () => {
    const clock = standingClock();
    const { job } = holding({ attempts: 2 });
    const jobs = inMemory([job], clock);
    const { runId } = await jobs.enqueue('hold');
    for (let crash = 0; crash < 2; crash += 1) {
      await jobs.store.claim({ worker: `dead-${crash}`, jobs: ['hold'], limit: 1, leaseMs: 1_000 });
      clock.advance(1_001);
      const released = crash === 0 ? next(jobs, 'run:released') : next(jobs, 'run:settled');
      const elsewhere = createJobs({ jobs: [], store: jobs.store, clock });
      elsewhere.events.on('run:released', (event) => void jobs.events.emit('run:released', event));
      elsewhere.events.on('run:settled', (event) => void jobs.events.emit('run:settled', event));
      const reaper = elsewhere.worker();
      await reaper.start();
      await released;
      await reaper.stop();
    }
    expect(await jobs.get(runId)).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'LEASE_EXPIRED' } });
  });
});

describe('outputs', () => {
  it('are stored as JSON, and refused when they are not', async () => {
    const jobs = inMemory([
      defineJob({ name: 'dates', description: 'd', run: () => ({ at: new Date(0), gone: undefined }) }),
      defineJob({ name: 'nothing', description: 'd', run: () => undefined }),
      defineJob({ name: 'bigint', description: 'd', run: () => 1n }),
      defineJob({ name: 'huge', description: 'd', run: () => 'x'.repeat(2 ** 20) }),
    ]);
    const outcome = async (name: string) => {
      const run = await finish(jobs, (await jobs.enqueue(name)).runId);
      return run.error?.code ?? run.output;
    };
    expect(await outcome('dates')).toEqual({ at: '1970-01-01T00:00:00.000Z' });
    expect(await outcome('nothing')).toBeNull();
    expect(await outcome('bigint')).toBe('INVALID_OUTPUT');
    expect(await outcome('huge')).toBe('INVALID_OUTPUT');
  });
});

describe('runJob', () => {
  it('rejects with what went wrong, and with a cancel', async () => {
    const { job, started } = holding();
    const bad = defineJob({
      name: 'bad',
      description: 'd',
      retry: { attempts: 1 },
      run: () => Promise.reject(new Error('broken')),
    });
    const jobs = inMemory([job, bad]);
    await expect(jobs.runJob('bad')).rejects.toMatchObject({
      code: 'RUN_FAILED',
      message: expect.stringContaining('broken') as string,
    });
    const running = jobs.runJob('hold');
    await started;
    const { runs } = await jobs.list({ states: ['running'] });
    await jobs.cancel(runs[0]?.id ?? '');
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED', run: { state: 'cancelled' } });
  });
});

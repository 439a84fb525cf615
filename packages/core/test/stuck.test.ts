import { describe, expect, it } from 'vitest';
import { defineJob, fixed, type JobContext } from '@nightshift/core';
import { gate, inMemory, next } from './harness.js';

/** A job whose handler ignores its abort until it is let go; then it tries `late`, and says what came of it. */
function deaf(late: (ctx: JobContext) => Promise<unknown> = () => Promise.resolve()) {
  const released = gate();
  const outcomes: unknown[] = [];
  let running = 0;
  const job = defineJob({
    name: 'deaf',
    description: 'd',
    timeout: 5,
    grace: 5,
    retry: { attempts: 1, backoff: fixed(1) },
    async run(ctx) {
      running += 1;
      await released.opened;
      running -= 1;
      outcomes.push(await late(ctx).catch((error: unknown) => (error as { readonly code?: string }).code));
    },
  });
  return { job, release: released.open, outcomes, running: () => running };
}

const quick = defineJob({ name: 'quick', description: 'd', run: () => 'done' });

describe('a stuck handler', () => {
  it('is listed until it ends, which is told', async () => {
    const { job, release } = deaf();
    const jobs = inMemory([job]);
    const worker = jobs.worker({ concurrency: 1 });
    await worker.start();
    const stuck = next(jobs, 'run:stuck');
    const { runId } = await jobs.enqueue('deaf');
    await stuck;
    await jobs.wait([runId]);
    expect(worker.stuck).toEqual([{ runId, job: 'deaf', attempt: 1, since: expect.any(Date) as Date }]);
    expect(worker.running).toEqual([]);
    const ended = next(jobs, 'run:unstuck');
    release();
    expect(await ended).toMatchObject({ runId, job: 'deaf', attempt: 1 });
    expect(worker.stuck).toEqual([]);
    await jobs.close();
  });

  it('loses its slot to new work, and at most as many as there are replacement slots', async () => {
    const { job, release, running } = deaf();
    const jobs = inMemory([job, quick]);
    const worker = jobs.worker({ concurrency: 2, replacementSlots: 1 });
    await worker.start();
    const stuck = async (): Promise<void> => {
      const { runId } = await jobs.enqueue('deaf');
      await jobs.wait([runId]);
    };
    await stuck();
    expect([worker.healthy, worker.stuck.length]).toEqual([true, 1]);
    // The second keeps its slot, the third the last one.
    const unhealthy = next(jobs, 'worker:health');
    await stuck();
    expect(await unhealthy).toMatchObject({ healthy: false, stuck: 2 });
    await stuck();
    expect([worker.healthy, worker.stuck.length, running()]).toEqual([false, 3, 3]);
    const waiting = await jobs.enqueue('quick');
    expect((await jobs.get(waiting.runId))?.state).toBe('queued');
    const healthy = next(jobs, 'worker:health');
    release();
    expect(await healthy).toMatchObject({ healthy: true, stuck: 1 });
    expect((await jobs.wait([waiting.runId]))[0]?.state).toBe('success');
    expect(worker.stuck).toEqual([]);
    await jobs.close();
  });

  it('keeps its slot where none is replaced', async () => {
    const { job, release } = deaf();
    const jobs = inMemory([job, quick]);
    const worker = jobs.worker({ concurrency: 1, replacementSlots: 0 });
    await worker.start();
    await jobs.wait([(await jobs.enqueue('deaf')).runId]);
    const { runId } = await jobs.enqueue('quick');
    expect(worker.healthy).toBe(false);
    expect((await jobs.get(runId))?.state).toBe('queued');
    release();
    expect((await jobs.wait([runId]))[0]?.output).toBe('done');
    await jobs.close();
  });

  it('is replaced as often as there are slots unless said otherwise', async () => {
    const { job, release, running } = deaf();
    const jobs = inMemory([job]);
    const worker = jobs.worker({ concurrency: 2 });
    await worker.start();
    const answers = await jobs.enqueueMany(Array.from({ length: 5 }, () => ({ job: 'deaf' })));
    await jobs.wait(answers.slice(0, 4).map(({ runId }) => runId));
    expect([running(), worker.stuck.length, worker.healthy]).toEqual([4, 4, false]);
    expect((await jobs.counts()).queued).toBe(1);
    release();
    await jobs.wait(answers.map(({ runId }) => runId));
    await jobs.close();
  });

  it.each<[string, (ctx: JobContext) => Promise<unknown>]>([
    ['a checkpoint', (ctx) => ctx.checkpoint.save({ late: true })],
    ['a run', (ctx) => ctx.enqueue(quick)],
    ['a watermark', (ctx) => ctx.state.set({ late: true })],
  ])('is refused %s', async (_what, late) => {
    const { job, release, outcomes } = deaf(late);
    const jobs = inMemory([job, quick]);
    const worker = jobs.worker();
    await worker.start();
    const { runId } = await jobs.enqueue('deaf');
    const [before] = await jobs.wait([runId]);
    const ended = next(jobs, 'run:unstuck');
    release();
    await ended;
    expect(outcomes).toEqual(['STUCK']);
    expect(await jobs.get(runId)).toEqual(before);
    expect(await jobs.list({ jobs: ['quick'] })).toMatchObject({ runs: [] });
    expect(await jobs.store.state.get('deaf')).toBeNull();
    await jobs.close();
  });

  it('settles and reports nothing any more', async () => {
    const { job, release } = deaf((ctx) => {
      ctx.log.info('too late');
      ctx.progress.add(7);
      return Promise.resolve('a result');
    });
    const jobs = inMemory([job]);
    const worker = jobs.worker();
    await worker.start();
    const { runId } = await jobs.enqueue('deaf');
    const [before] = await jobs.wait([runId]);
    const ended = next(jobs, 'run:unstuck');
    release();
    await ended;
    await jobs.close();
    await jobs.store.open();
    expect(before).toMatchObject({ state: 'failed', error: { code: 'STUCK' } });
    expect(await jobs.store.read.get([runId])).toEqual([before]);
    expect(await jobs.store.read.logs(runId, { after: 0, limit: 10 })).toEqual([]);
  });

  it('holds up no stop', async () => {
    const { job, release } = deaf();
    const jobs = inMemory([job]);
    const worker = jobs.worker({ drain: '1h' });
    await worker.start();
    await jobs.wait([(await jobs.enqueue('deaf')).runId]);
    await worker.stop();
    expect(worker.stuck).toHaveLength(1);
    release();
    await next(jobs, 'run:unstuck');
    expect(worker.stuck).toEqual([]);
  });
});

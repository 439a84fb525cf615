import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, type AnyJob } from '@nightshift/core';
import { inMemory } from './harness.js';

const log: string[] = [];
const note = (name: string, needs: readonly AnyJob[] = []) =>
  defineJob({ name, description: name, dependsOn: needs, run: () => void log.push(name) });
const broken = defineJob({
  name: 'broken',
  description: 'd',
  retry: { attempts: 1 },
  run: () => Promise.reject(new Error('broken')),
});

async function flowOf(list: readonly AnyJob[]) {
  log.length = 0;
  const jobs = inMemory(list);
  const { flowId, runs } = await jobs.enqueueFlow(jobs.plan({ all: true }));
  const before = await jobs.flow(flowId);
  const worker = jobs.worker();
  await worker.start();
  await jobs.wait(Object.values(runs));
  const after = await jobs.flow(flowId);
  await jobs.close();
  const byJob = (records: typeof after) => Object.fromEntries(records.map((run) => [run.job, run]));
  return { before: byJob(before), after: byJob(after), runs };
}

describe('flows', () => {
  it('run a diamond in order, each once, when its parents are done', async () => {
    const top = note('top');
    const left = note('left', [top]);
    const right = note('right', [top]);
    const bottom = note('bottom', [left, right]);
    const { before, after } = await flowOf([top, left, right, bottom]);
    expect(Object.values(before).map((run) => run.state)).toEqual(['queued', 'waiting', 'waiting', 'waiting']);
    expect(Object.values(after).map((run) => run.state)).toEqual(['success', 'success', 'success', 'success']);
    expect(log).toHaveLength(4);
    expect([log[0], log[3]]).toEqual(['top', 'bottom']);
  });

  it('cancel what needs a run that failed, and name it', async () => {
    const middle = note('middle', [broken]);
    const end = note('end', [middle]);
    const { after, runs } = await flowOf([broken, middle, end]);
    expect(after.broken?.state).toBe('failed');
    expect(after.middle).toMatchObject({
      state: 'cancelled',
      cancel: { code: 'dependency-failed', runId: runs.broken },
    });
    expect(after.end).toMatchObject({ state: 'cancelled', cancel: { code: 'dependency-failed', runId: runs.middle } });
    expect(log).toEqual([]);
  });

  it('go on where the edge says so', async () => {
    const tolerant = defineJob({
      name: 'tolerant',
      description: 'd',
      dependsOn: [{ job: broken, onFailure: 'continue' }],
      run: (ctx) => ({ sees: Object.keys(ctx.results) }),
    });
    const { after } = await flowOf([broken, tolerant]);
    expect(after.tolerant).toMatchObject({ state: 'success', output: { sees: [] } });
  });

  it('are enqueued whole or not at all', async () => {
    const strict = defineJob({
      name: 'strict',
      description: 'd',
      input: z.object({ id: z.number() }),
      run: () => null,
    });
    const jobs = inMemory([note('free'), strict]);
    await expect(jobs.enqueueFlow(jobs.plan({ all: true }))).rejects.toThrow('Invalid input for job "strict"');
    expect(Object.values(await jobs.counts()).every((count) => count === 0)).toBe(true);
  });

  it('explain what a run waits for', async () => {
    const first = note('first');
    const second = note('second', [first]);
    const jobs = inMemory([first, second]);
    const { runs } = await jobs.enqueueFlow(jobs.plan({ all: true }));
    expect((await jobs.why(runs.second ?? '')).reasons).toEqual([
      {
        code: 'parent-unfinished',
        runId: runs.first,
        job: 'first',
        state: 'queued',
        because: [{ code: 'no-worker', job: 'first', liveWorkers: 0, dead: [] }],
      },
    ]);
    expect((await jobs.why(runs.first ?? '')).reasons).toEqual([
      { code: 'no-worker', job: 'first', liveWorkers: 0, dead: [] },
    ]);
    const later = await jobs.enqueue('first', undefined, { runAt: new Date('2100-01-01') });
    expect((await jobs.why(later.runId)).reasons).toEqual([{ code: 'not-due', until: new Date('2100-01-01') }]);
    await jobs.cancel(later.runId, { by: 'ada' });
    expect((await jobs.why(later.runId)).reasons).toMatchObject([
      { code: 'finished', state: 'cancelled', cancel: { by: 'ada' } },
    ]);
    await expect(jobs.why('01999999-0000-7000-8000-000000000000')).rejects.toThrow('There is no run');
  });
});

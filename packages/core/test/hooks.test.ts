import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createJobs,
  defineJob,
  memoryStore,
  type NightshiftError,
  type AnyJob,
  type EnqueueRequest,
  type Hook,
  type Jobs,
} from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finish, gate } from './harness.js';

const input = z.object({ n: z.number().default(0) });

function jobsWith(hooks: readonly Hook[], run: AnyJob['run'] = () => 'done'): Jobs<AnyJob, never> {
  const first = defineJob({ name: 'first', description: 'Does.', input, retry: { attempts: 1 }, run });
  const second = defineJob({ name: 'second', description: 'Follows.', dependsOn: [first], input, run });
  return createJobs({ jobs: [first, second], store: memoryStore(), hooks });
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it was expected to be refused'),
    (error: unknown) => error,
  );
}

describe('hooks around enqueuing', () => {
  it('are called in order, the first outermost, once for each run of any call', async () => {
    const steps: string[] = [];
    const tracing = (name: string): Hook => ({
      name,
      enqueue: async (request, next) => {
        steps.push(`${name} before ${request.job.name}`);
        const { outcome } = await next();
        steps.push(`${name} after, ${outcome}`);
      },
    });
    const jobs = jobsWith([tracing('outer'), tracing('inner')]);
    await jobs.enqueue('first', {}, { key: 'k' });
    expect(steps).toEqual(['outer before first', 'inner before first', 'inner after, created', 'outer after, created']);
    steps.length = 0;
    await jobs.enqueue('first', {}, { key: 'k' });
    expect(steps).toContain('outer after, kept');
    steps.length = 0;
    await jobs.enqueueMany([{ job: 'first' }, { job: 'first' }, { job: 'second' }]);
    expect(steps.filter((step) => step.startsWith('outer before'))).toHaveLength(3);
    steps.length = 0;
    await jobs.enqueueFlow(jobs.plan({ jobs: ['second'] }));
    expect(steps.filter((step) => step.startsWith('inner before'))).toEqual([
      'inner before first',
      'inner before second',
    ]);
    await jobs.close();
  });

  it('see what is asked for, and may change it', async () => {
    const seen: EnqueueRequest[] = [];
    const jobs = jobsWith([
      {
        name: 'stamp',
        enqueue: (request, next) => {
          seen.push(request);
          return next({ headers: { tenant: 'blue' }, input: { n: 7 }, options: { priority: 9 } });
        },
      },
    ]);
    const { runId } = await jobs.enqueue('first', { n: 1 }, { delay: '1h', attempts: 4 });
    expect(seen).toMatchObject([{ input: { n: 1 }, options: { delay: '1h', attempts: 4 }, flowId: null }]);
    const stamped = { headers: { tenant: 'blue' }, input: { n: 7 }, priority: 9 };
    expect(await jobs.get(runId)).toMatchObject({ ...stamped, state: 'scheduled', maxAttempts: 4 });
    const { flowId } = await jobs.enqueueFlow(jobs.plan({ jobs: ['second'] }));
    expect(await jobs.flow(flowId)).toMatchObject([stamped, stamped]);
    expect(seen.slice(1)).toMatchObject([{ flowId }, { flowId }]);
    await jobs.close();
  });

  it('change an input before it is checked', async () => {
    const jobs = jobsWith([{ name: 'break', enqueue: (_request, next) => next({ input: { n: 'seven' } }) }]);
    expect(await errorOf(jobs.enqueue('first'))).toMatchObject({ code: 'INVALID_INPUT' });
    await jobs.close();
  });

  it('refuse by throwing, and then nothing of the call is enqueued', async () => {
    const refusal = new Error('not today');
    const jobs = jobsWith([
      {
        name: 'refuse',
        enqueue: async ({ job, input: given }, next) => {
          if (job.name === 'second' || (given as { n?: number } | undefined)?.n === 2) throw refusal;
          await next();
        },
      },
    ]);
    expect(await errorOf(jobs.enqueueMany([{ job: 'first' }, { job: 'first', input: { n: 2 } }]))).toBe(refusal);
    expect(await errorOf(jobs.enqueueFlow(jobs.plan({ jobs: ['second'] })))).toBe(refusal);
    expect(await errorOf(jobs.enqueue('first', { n: 2 }))).toBe(refusal);
    expect((await jobs.list()).runs).toEqual([]);
    await jobs.close();
  });

  it('that end without next, or call it twice, are told so, and nothing is enqueued twice', async () => {
    const jobs = jobsWith([{ name: 'forgetful', enqueue: () => Promise.resolve() }]);
    const forgotten = await errorOf(jobs.enqueueMany([{ job: 'first' }, { job: 'first' }]));
    expect(forgotten).toMatchObject({ code: 'HOOK_MISUSED' });
    expect((forgotten as NightshiftError).message).toContain('"forgetful" ended without calling next()');
    expect((await jobs.list()).runs).toEqual([]);
    await jobs.close();
    const twice = jobsWith([{ name: 'eager', enqueue: (_request, next) => next().then(() => next()) }]);
    expect(await errorOf(twice.enqueue('first'))).toMatchObject({ code: 'HOOK_MISUSED' });
    expect((await twice.list()).runs).toHaveLength(1);
    await twice.close();
  });

  it('that fail after next leave the run where it is, and the caller with the error', async () => {
    const jobs = jobsWith([
      {
        name: 'late',
        enqueue: async (_request, next) => {
          await next();
          throw new Error('too late');
        },
      },
    ]);
    expect(await errorOf(jobs.enqueueMany([{ job: 'first' }, { job: 'first' }]))).toMatchObject({
      message: 'too late',
    });
    expect((await jobs.list()).runs).toHaveLength(2);
    await jobs.close();
  });

  it('pass single enqueues one by one, though these share a round trip', async () => {
    let inside = 0;
    let most = 0;
    const all = gate();
    const hook: Hook = {
      name: 'count',
      enqueue: async (_request, next) => {
        inside += 1;
        most = Math.max(most, inside);
        if (inside === 5) all.open();
        await all.opened;
        await next();
        inside -= 1;
      },
    };
    const jobs = jobsWith([hook]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => jobs.enqueue('first')));
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(5);
    expect(most).toBe(5);
    await jobs.close();
  });
});

describe('hooks around running', () => {
  it('set up a context for the handler, from the headers of the run', async () => {
    const tenant = new AsyncLocalStorage<string>();
    const hook: Hook = {
      name: 'tenant',
      enqueue: (_request, next) => next({ headers: { tenant: tenant.getStore() ?? 'none' } }),
      run: (attempt, next) => tenant.run(attempt.run.headers?.tenant ?? '?', next),
    };
    const jobs = jobsWith([hook], async () => {
      await Promise.resolve();
      return tenant.getStore();
    });
    const { runId } = await tenant.run('blue', () => jobs.enqueue('first'));
    expect((await finish(jobs, runId)).output).toBe('blue');
    await jobs.close();
  });

  it('are called in order, see what the handler gets and gives, and do not change it', async () => {
    const steps: unknown[] = [];
    const tracing = (name: string): Hook => ({
      name,
      run: async ({ job, ctx, worker }, next) => {
        steps.push([name, job.name, ctx.input, ctx.attempt, worker.length > 0]);
        steps.push([name, await next()]);
        return 'something else';
      },
    });
    const jobs = jobsWith([tracing('outer'), tracing('inner')], (ctx) => ctx.input);
    const run = await finish(jobs, (await jobs.enqueue('first', { n: 3 })).runId);
    expect(steps).toEqual([
      ['outer', 'first', { n: 3 }, 1, true],
      ['inner', 'first', { n: 3 }, 1, true],
      ['inner', { n: 3 }],
      ['outer', { n: 3 }],
    ]);
    expect(run).toMatchObject({ state: 'success', output: { n: 3 } });
    await jobs.close();
  });

  it('see failures, and cannot hide them', async () => {
    const seen: unknown[] = [];
    const hook: Hook = {
      name: 'swallow',
      run: ({ describe: describeError }, next) =>
        next().then(
          () => undefined,
          (error: unknown) => seen.push(describeError(error)),
        ),
    };
    const jobs = jobsWith([hook], () => Promise.reject(new Error('broken')));
    const run = await finish(jobs, (await jobs.enqueue('first')).runId);
    expect(run).toMatchObject({ state: 'failed', error: { message: 'broken' } });
    expect(seen).toMatchObject([{ code: 'HANDLER_ERROR', message: 'broken' }]);
    await jobs.close();
  });

  it('that throw fail the attempt, before the handler and after', async () => {
    for (const before of [true, false]) {
      let ran = false;
      const hook: Hook = {
        name: 'guard',
        run: async (_attempt, next) => {
          if (!before) await next();
          throw new Error('forbidden');
        },
      };
      const jobs = jobsWith([hook], () => {
        ran = true;
      });
      const run = await finish(jobs, (await jobs.enqueue('first')).runId);
      expect(run).toMatchObject({ state: 'failed', error: { message: 'forbidden' } });
      expect(ran).toBe(!before);
      await jobs.close();
    }
  });

  it('that end without next fail the attempt with a clear error', async () => {
    const jobs = jobsWith([{ name: 'forgetful', run: () => 'done' }]);
    const run = await finish(jobs, (await jobs.enqueue('first')).runId);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'HOOK_MISUSED' } });
    await jobs.close();
  });

  it('that fail while the handler still runs end with it: no attempt overlaps the next', async () => {
    const [entered, release] = [gate(), gate()];
    let over = false;
    const hook: Hook = {
      name: 'impatient',
      run: async (_attempt, next) => {
        void next();
        await entered.opened;
        release.open();
        throw new Error('cannot wait');
      },
    };
    const jobs = jobsWith([hook], async () => {
      entered.open();
      await release.opened;
      await new Promise((resolve) => setImmediate(resolve));
      over = true;
    });
    const run = await finish(jobs, (await jobs.enqueue('first')).runId);
    expect(run.error?.message).toBe('cannot wait');
    expect(over).toBe(true);
    await jobs.close();
  });
});

it('hooks need names of their own', () => {
  expect(() => jobsWith([{ name: 'a' }, { name: 'a' }])).toThrow('"a" twice');
  expect(() => jobsWith([{ name: '' }])).toThrow('name of its own');
});

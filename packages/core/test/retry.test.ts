import { describe, expect, it } from 'vitest';
import { defineJob, exponential, fixed, linear, NonRetryableError, type AnyJob } from '@nightshift/core';
import { finish, inMemory } from './harness.js';

const half = () => 0.5;
const attemptsOf = async (job: AnyJob) => {
  const jobs = inMemory([job]);
  const { runId } = await jobs.enqueue(job.name);
  const run = await finish(jobs, runId);
  await jobs.close();
  return run;
};

describe('backoff', () => {
  it('grows as named, up to its maximum', () => {
    const waits = (backoff: ReturnType<typeof fixed>) => [1, 2, 3, 10].map((attempt) => backoff(attempt, half));
    expect(waits(fixed('5s'))).toEqual([5_000, 5_000, 5_000, 5_000]);
    expect(waits(linear({ base: '1s', max: '4s', jitter: 'none' }))).toEqual([1_000, 2_000, 3_000, 4_000]);
    expect(waits(exponential({ base: '1s', max: '1m', jitter: 'none' }))).toEqual([1_000, 2_000, 4_000, 60_000]);
    expect(waits(exponential({ base: '1s', max: '1m', factor: 3, jitter: 'none' }))).toEqual([
      1_000, 3_000, 9_000, 60_000,
    ]);
  });

  it('spreads with jitter: full over the whole wait, equal over its second half', () => {
    const at = (random: number, jitter: 'full' | 'equal') => fixed('8s', { jitter })(1, () => random);
    expect([at(0, 'full'), at(0.5, 'full'), at(0, 'equal'), at(0.5, 'equal')]).toEqual([0, 4_000, 4_000, 6_000]);
  });

  it('stays finite however many attempts there were', () => {
    expect(exponential()(10_000, () => 1)).toBe(300_000);
  });
});

describe('retry', () => {
  it('comes back when it is due, and not when somebody next looks', async () => {
    const job = defineJob({
      name: 'flaky',
      description: 'd',
      retry: { attempts: 2, backoff: fixed(20) },
      run(ctx) {
        if (ctx.attempt === 1) throw new Error('once');
      },
    });
    const jobs = inMemory([job]);
    // A poll that the test would not live to see.
    const worker = jobs.worker({ poll: '1h' });
    await worker.start();
    const { runId } = await jobs.enqueue('flaky');
    expect(await jobs.wait([runId])).toMatchObject([{ state: 'success', attempt: 2 }]);
    await jobs.close();
  });

  it('tries as often as the policy says, and keeps what happened', async () => {
    let calls = 0;
    const run = await attemptsOf(
      defineJob({
        name: 'flaky',
        description: 'd',
        retry: { attempts: 3, backoff: fixed(1) },
        run(ctx) {
          calls += 1;
          if (calls < 3) throw new Error(`no ${calls}`, { cause: new TypeError('deep') });
          return { attempt: ctx.attempt };
        },
      }),
    );
    expect(run).toMatchObject({ state: 'success', output: { attempt: 3 }, attempt: 3 });
    expect(run.attempts.map((attempt) => [attempt.attempt, attempt.outcome, attempt.error?.message])).toEqual([
      [1, 'failed', 'no 1'],
      [2, 'failed', 'no 2'],
      [3, 'success', undefined],
    ]);
    expect(run.attempts[0]?.error?.causes).toEqual(['TypeError: deep']);
  });

  it('fails when the attempts are used up', async () => {
    const run = await attemptsOf(
      defineJob({
        name: 'a',
        description: 'd',
        retry: { attempts: 2, backoff: fixed(1) },
        run: () => Promise.reject(new Error('x')),
      }),
    );
    expect(run).toMatchObject({ state: 'failed', attempt: 2, error: { code: 'HANDLER_ERROR', message: 'x' } });
  });

  it('does not retry a non-retryable error, nor one that the policy excludes', async () => {
    const never = await attemptsOf(
      defineJob({ name: 'a', description: 'd', run: () => Promise.reject(new NonRetryableError('closed')) }),
    );
    expect(never).toMatchObject({ state: 'failed', attempt: 1, error: { message: 'closed' } });
    const excluded = await attemptsOf(
      defineJob({
        name: 'a',
        description: 'd',
        retry: { retryIf: (error) => !(error instanceof RangeError) },
        run: () => Promise.reject(new RangeError('out')),
      }),
    );
    expect(excluded).toMatchObject({ state: 'failed', attempt: 1 });
  });

  it('retryAfter counts as an attempt and snooze does not', async () => {
    const seen: number[] = [];
    const run = await attemptsOf(
      defineJob({
        name: 'a',
        description: 'd',
        retry: { attempts: 2 },
        run(ctx) {
          seen.push(ctx.attempt);
          if (seen.length <= 3) return ctx.snooze(1);
          if (seen.length === 4) return ctx.retryAfter(1, '429');
          return { done: true };
        },
      }),
    );
    expect(seen).toEqual([1, 1, 1, 1, 2]);
    expect(run).toMatchObject({ state: 'success', attempt: 2, output: { done: true } });
    expect(run.attempts.map((attempt) => attempt.outcome)).toEqual([
      'snoozed',
      'snoozed',
      'snoozed',
      'failed',
      'success',
    ]);
  });

  it('accepts a thrown outcome as well, and errors that are no errors', async () => {
    let calls = 0;
    const thrown = await attemptsOf(
      defineJob({
        name: 'a',
        description: 'd',
        retry: { attempts: 1 },
        run(ctx) {
          calls += 1;
          if (calls === 1) throw ctx.snooze(1) as unknown as Error;
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- what this test is about
          throw { reason: 'a plain object' };
        },
      }),
    );
    expect(thrown).toMatchObject({
      state: 'failed',
      error: { name: 'NonError', message: '{"reason":"a plain object"}' },
    });
  });
});

import { defineJob, keyset, NonRetryableError, requires, RunAborted } from '@nightshift/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { runJob } from '@nightshift/testing';

interface Mailer {
  send(to: string): Promise<void>;
}

const score = defineJob({ name: 'score', description: 'd', run: () => ({ users: 3 }) });
const greet = defineJob({
  name: 'greet',
  description: 'd',
  input: z.object({ to: z.string(), polite: z.boolean().default(true) }),
  services: requires<{ mailer: Mailer }>(),
  dependsOn: [score],
  async run(ctx) {
    ctx.log.info('Sending', { to: ctx.input.to });
    ctx.progress.phase = 'mailing';
    await ctx.services.mailer.send(ctx.input.to);
    return { to: ctx.input.to, polite: ctx.input.polite, users: ctx.results.score?.users, attempt: ctx.attempt };
  },
});

const noMail: Mailer = { send: () => Promise.resolve() };

describe('runJob', () => {
  it('answers with the output, the logs and the progress of one attempt', async () => {
    const sent: string[] = [];
    const mailer = { send: async (to: string) => void sent.push(to) };
    const run = await runJob(greet, {
      input: { to: 'ada' },
      services: { mailer },
      results: { score: { users: 8 } },
      attempt: 2,
    });
    expect(run.outcome).toBe('success');
    expect(run.output).toEqual({ to: 'ada', polite: true, users: 8, attempt: 2 });
    expectTypeOf(run.output).toEqualTypeOf<
      { to: string; polite: boolean; users: number | undefined; attempt: number } | undefined
    >();
    expect(run.logs.map(({ level, message, fields }) => [level, message, fields])).toEqual([
      ['info', 'Sending', { to: 'ada' }],
    ]);
    expect(run.progress).toMatchObject({ phase: 'mailing' });
    expect(run).toMatchObject({
      error: null,
      retryInMs: null,
      checkpoints: [],
      enqueued: [],
      spawned: [],
      state: null,
    });
    expect(sent).toEqual(['ada']);
  });

  it('asks for the input and the services that the job needs', async () => {
    // @ts-expect-error -- the service is missing
    const withoutService = () => runJob(greet, { input: { to: 'ada' } });
    // @ts-expect-error -- the input is missing
    const withoutInput = () => runJob(greet, { services: { mailer: noMail } });
    // @ts-expect-error -- the input has another type
    const withOtherInput = () => runJob(greet, { input: { to: 1 }, services: { mailer: noMail } });
    expect(await withoutService()).toMatchObject({ outcome: 'failed', error: { name: 'TypeError' } });
    await expect(withoutInput()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(withOtherInput()).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect((await runJob(score)).output).toEqual({ users: 3 });
  });

  it('tells a failure that is tried again from one that is final', async () => {
    const job = defineJob({
      name: 'fail',
      description: 'd',
      input: z.object({ final: z.boolean() }),
      run: (ctx) => Promise.reject(ctx.input.final ? new NonRetryableError('gone') : new Error('busy')),
    });
    const again = await runJob(job, { input: { final: false } });
    expect(again).toMatchObject({
      outcome: 'failed',
      output: undefined,
      error: { code: 'HANDLER_ERROR', message: 'busy' },
    });
    expect(again.retryInMs).toBeGreaterThanOrEqual(0);
    expect(await runJob(job, { input: { final: true } })).toMatchObject({ outcome: 'failed', retryInMs: null });
    expect(await runJob(job, { input: { final: false }, attempt: 5 })).toMatchObject({
      outcome: 'failed',
      retryInMs: null,
    });
  });

  it('knows a snooze, and a retry that somebody asked for', async () => {
    const snooze = defineJob({ name: 'snooze', description: 'd', run: (ctx) => ctx.snooze('1h') });
    const later = defineJob({ name: 'later', description: 'd', run: (ctx) => ctx.retryAfter('5m', 'rate limited') });
    expect(await runJob(snooze)).toMatchObject({ outcome: 'snoozed', retryInMs: 3_600_000, error: null });
    expect(await runJob(later)).toMatchObject({
      outcome: 'retry-after',
      retryInMs: 300_000,
      error: { message: 'rate limited' },
    });
  });

  it('goes on from a checkpoint, and notes every one that is saved', async () => {
    const job = defineJob({
      name: 'steps',
      description: 'd',
      async run(ctx) {
        for (let step = Number(ctx.checkpoint.value ?? 0); step < 4; step += 1) await ctx.checkpoint.save(step + 1);
        await ctx.state.set({ since: (await ctx.state.get()) ?? 'never' });
      },
    });
    expect(await runJob(job)).toMatchObject({ checkpoints: [1, 2, 3, 4], state: { since: 'never' } });
    expect(await runJob(job, { checkpoint: 2, state: 'monday' })).toMatchObject({
      checkpoints: [3, 4],
      state: { since: 'monday' },
    });
  });

  it('goes on from the cursors of batch loops, and rests without waiting', async () => {
    const seen: number[] = [];
    const numbers = keyset({
      page: async (after, limit) => [1, 2, 3, 4, 5].filter((n) => n > Number(after ?? 0)).slice(0, limit),
      key: (n) => n,
    });
    const job = defineJob({
      name: 'count',
      description: 'd',
      async run(ctx) {
        for await (const batch of ctx.batches(numbers, { size: 2, pauseMs: '1h' })) seen.push(...batch);
      },
    });
    const first = await runJob(job);
    expect(first).toMatchObject({ cursors: { items: { cursor: 5, done: 5 } }, checkpoints: [], progress: { done: 5 } });
    seen.length = 0;
    const second = await runJob(job, { cursors: { items: { cursor: 3, done: 3 } } });
    expect(seen).toEqual([4, 5]);
    expect(second.progress).toMatchObject({ done: 5 });
  });

  it('notes what is enqueued, checks it, and runs none of it', async () => {
    const other = defineJob({
      name: 'other',
      description: 'd',
      input: z.object({ id: z.number() }),
      run: () => {
        throw new Error('never');
      },
    });
    const job = defineJob({
      name: 'fan-out',
      description: 'd',
      input: z.object({ id: z.unknown() }),
      retry: { attempts: 1 },
      run: async (ctx) => (await ctx.enqueue(other, { id: ctx.input.id as number }, { delay: '1m' })).outcome,
    });
    expect(await runJob(job, { input: { id: 1 } })).toMatchObject({
      output: 'created',
      enqueued: [{ job: 'other', input: { id: 1 }, options: { delay: '1m' } }],
    });
    expect(await runJob(job, { input: { id: 'x' } })).toMatchObject({
      outcome: 'failed',
      error: { code: 'INVALID_INPUT' },
    });
  });

  it('notes the children that are spawned, checks them, and runs none of them', async () => {
    const shard = defineJob({
      name: 'shard',
      description: 'd',
      input: z.object({ id: z.number() }),
      run: () => {
        throw new Error('never');
      },
    });
    const job = defineJob({
      name: 'fan-out',
      description: 'd',
      run: async (ctx) => (await ctx.spawn(shard, [{ id: 1 }, { id: 2 }])).count,
    });
    const { outcome, output, spawned } = await runJob(job);
    expect([outcome, output]).toEqual(['success', 2]);
    expect(spawned).toEqual([1, 2].map((id) => ({ job: 'shard', input: { id }, options: {} })));
  });

  it('aborts by the given signal, also before it begins', async () => {
    const abort = new AbortController();
    const reasons: unknown[] = [];
    const job = defineJob({
      name: 'wait',
      description: 'd',
      run: (ctx) =>
        new Promise((_resolve, reject) => {
          ctx.signal.addEventListener('abort', () => {
            reasons.push((ctx.signal.reason as RunAborted).code);
            reject(ctx.signal.reason as Error);
          });
          abort.abort(abort.signal.reason ?? new RunAborted('SHUTDOWN', 'stopping'));
        }),
    });
    expect(await runJob(job, { signal: abort.signal })).toMatchObject({ outcome: 'aborted', retryInMs: 0 });
    expect(reasons).toEqual(['SHUTDOWN']);
    expect(await runJob(job, { signal: AbortSignal.abort(new Error('no')) })).toMatchObject({ outcome: 'aborted' });
    expect(reasons).toHaveLength(1);
  });

  it('has a timeout strike in virtual time', async () => {
    const job = defineJob({ name: 'slow', description: 'd', timeout: '1m', run: (ctx) => ctx.pause('2m') });
    expect(await runJob(job)).toMatchObject({ outcome: 'failed', error: { code: 'TIMEOUT' } });
  });
});

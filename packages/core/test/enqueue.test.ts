import type { StandardSchemaV1 } from '@standard-schema/spec';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, InvalidInputError, type NightshiftError } from '@nightshift/core';
import { finish, inMemory, standingClock } from './harness.js';

const mail = defineJob({
  name: 'mail',
  description: 'd',
  queue: 'mail',
  input: z.object({ to: z.email(), copies: z.coerce.number().int().default(1) }),
  run: (ctx) => ctx.input,
});
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as NightshiftError).code,
  );

describe('enqueue', () => {
  it('refuses an input with the path and the reason, and adds nothing', async () => {
    const jobs = inMemory([mail]);
    const refused = jobs.enqueue('mail', { to: 'nobody', copies: 'x' });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(/Invalid input for job "mail": to: .+; copies: /);
    expect((await jobs.counts()).queued).toBe(0);
  });

  it('stores the input as it was given, and applies the schema before work', async () => {
    const jobs = inMemory([mail]);
    const { runId } = await jobs.enqueue('mail', { to: 'a@b.co', copies: '3' });
    expect((await jobs.get(runId))?.input).toEqual({ to: 'a@b.co', copies: '3' });
    expect((await finish(jobs, runId)).output).toEqual({ to: 'a@b.co', copies: 3 });
  });

  it('fails a stored input that the schema of this build refuses, without a retry', async () => {
    const old = inMemory([
      defineJob({ name: 'mail', description: 'd', input: z.object({ to: z.string() }), run: () => null }),
    ]);
    const { runId } = await old.enqueue('mail', { to: 'nobody' });
    const { createJobs } = await import('@nightshift/core');
    const run = await finish(createJobs({ jobs: [mail], store: old.store }), runId);
    expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'INVALID_INPUT' } });
  });

  it('adds all of a list or none', async () => {
    const jobs = inMemory([mail]);
    const good = { job: 'mail', input: { to: 'a@b.co' } };
    await expect(jobs.enqueueMany([good, { job: 'mail', input: { to: 1 } }])).rejects.toThrow('to:');
    await expect(jobs.enqueueMany([good, { ...good, options: { priority: 1_000 } }])).rejects.toThrow('priority');
    expect((await jobs.counts()).queued).toBe(0);
    const answers = await jobs.enqueueMany([good, good, good]);
    expect(new Set(answers.map((answer) => answer.runId)).size).toBe(3);
    expect((await jobs.counts()).queued).toBe(3);
  });

  it('keeps the unfinished run of a key, and frees the key when it ends', async () => {
    const jobs = inMemory([mail]);
    const first = await jobs.enqueue('mail', { to: 'a@b.co' }, { key: 'k' });
    const [second, third] = await Promise.all([
      jobs.enqueue('mail', { to: 'c@d.co' }, { key: 'k' }),
      jobs.enqueue('mail', { to: 'c@d.co' }, { key: 'other' }),
    ]);
    expect(second).toEqual({ runId: first.runId, outcome: 'kept' });
    expect(third.outcome).toBe('created');
    await finish(jobs, first.runId);
    expect((await jobs.enqueue('mail', { to: 'a@b.co' }, { key: 'k' })).outcome).toBe('created');
  });

  it('refuses an unknown job with the nearest name, and options that make no sense', async () => {
    const jobs = inMemory([mail]);
    await expect(jobs.enqueue('mial', {})).rejects.toThrow('Did you mean "mail"?');
    const to = { to: 'a@b.co' };
    expect(await codeOf(jobs.enqueue('mail', to, { delay: -5 }))).toBe('INVALID_OPTION');
    expect(await codeOf(jobs.enqueue('mail', to, { delay: 5, runAt: new Date() }))).toBe('INVALID_OPTION');
    expect(await codeOf(jobs.enqueue('mail', to, { runAt: new Date(Number.NaN) }))).toBe('INVALID_OPTION');
    expect(await codeOf(jobs.enqueue('mail', to, { key: '' }))).toBe('INVALID_OPTION');
    expect(await codeOf(jobs.enqueue('mail', to, { attempts: 0 }))).toBe('INVALID_OPTION');
  });

  it('refuses an input that is not JSON or too large', async () => {
    const any = defineJob({ name: 'any', description: 'd', input: z.any(), run: () => null });
    const jobs = inMemory([any]);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(await codeOf(jobs.enqueue('any', circle))).toBe('INVALID_INPUT');
    expect(await codeOf(jobs.enqueue('any', { big: 1n }))).toBe('INVALID_INPUT');
    expect(await codeOf(jobs.enqueue('any', 'x'.repeat(2 ** 20)))).toBe('INVALID_INPUT');
  });

  it('runs higher priorities first, then the longest due', async () => {
    const order: string[] = [];
    const note = defineJob({
      name: 'note',
      description: 'd',
      input: z.object({ as: z.string() }),
      run: (ctx) => void order.push(ctx.input.as),
    });
    const jobs = inMemory([note]);
    const enqueued = [
      await jobs.enqueue('note', { as: 'low' }, { priority: -1 }),
      await jobs.enqueue('note', { as: 'first' }),
      await jobs.enqueue('note', { as: 'second' }),
      await jobs.enqueue('note', { as: 'high' }, { priority: 5 }),
    ];
    const worker = jobs.worker({ concurrency: 1 });
    await worker.start();
    await jobs.wait(enqueued.map((answer) => answer.runId));
    await jobs.close();
    expect(order).toEqual(['high', 'first', 'second', 'low']);
  });

  it('holds a delayed run back until it is due', async () => {
    const clock = standingClock();
    const jobs = inMemory([mail], clock);
    const { runId } = await jobs.enqueue('mail', { to: 'a@b.co' }, { delay: '30d' });
    expect(await jobs.get(runId)).toMatchObject({ state: 'scheduled', runAt: new Date('2026-01-31T00:00:00Z') });
    expect((await jobs.store.promote(10)).nextDueMs).toBe(30 * 86_400_000);
    clock.advance(30 * 86_400_000);
    expect((await finish(jobs, runId)).state).toBe('success');
  });

  it('opens nothing and starts no timer while it only enqueues', async () => {
    const jobs = inMemory([mail]);
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    await jobs.enqueue('mail', { to: 'a@b.co' });
    expect(timers()).toBe(before);
  });
});

describe('input', () => {
  it('is checked by any Standard Schema, also one that knows no JSON Schema', async () => {
    const even: StandardSchemaV1<number, string> = {
      '~standard': {
        version: 1,
        vendor: 'by-hand',
        validate: (value) =>
          typeof value === 'number' && value % 2 === 0
            ? { value: `even ${value}` }
            : { issues: [{ message: 'not even', path: [{ key: 'number' }] }] },
      },
    };
    const jobs = inMemory([defineJob({ name: 'halve', description: 'd', input: even, run: (ctx) => ctx.input })]);
    await expect(jobs.enqueue('halve', 3)).rejects.toThrow('Invalid input for job "halve": number: not even');
    const { runId } = await jobs.enqueue('halve', 4);
    expect((await finish(jobs, runId)).output).toBe('even 4');
  });
});

describe('retry of a finished run', () => {
  it('makes a new run of the same input, linked to the old one', async () => {
    const jobs = inMemory([mail]);
    const { runId } = await jobs.enqueue('mail', { to: 'a@b.co' });
    await expect(jobs.retry(runId)).rejects.toThrow('only a finished run can be repeated');
    const before = await finish(jobs, runId);
    const again = await jobs.retry(runId);
    expect(await jobs.get(again.runId)).toMatchObject({ retryOf: runId, trigger: 'retry', input: { to: 'a@b.co' } });
    expect(await jobs.get(runId)).toEqual(before);
    await expect(jobs.retry('01999999-0000-7000-8000-000000000000')).rejects.toThrow('There is no run');
  });
});

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '@nightshift/core';
import { gate, inMemory, standingClock } from './harness.js';

const save = defineJob({
  name: 'save',
  description: 'd',
  input: z.object({ text: z.string() }),
  run: (ctx) => ctx.input.text,
});

describe('enqueue with a key', () => {
  it('answers with the existing run, and what was done with it', async () => {
    const clock = standingClock();
    const jobs = inMemory([save], clock);
    const first = await jobs.enqueue(
      'save',
      { text: 'a' },
      { key: 'k', mode: 'debounce', delay: '10s', maxWait: '25s' },
    );
    expect(first.outcome).toBe('created');
    clock.advance(9_000);
    const options = { key: 'k', mode: 'debounce', delay: '10s', maxWait: '25s' } as const;
    expect(await jobs.enqueue('save', { text: 'b' }, options)).toEqual({ runId: first.runId, outcome: 'debounced' });
    expect(await jobs.get(first.runId)).toMatchObject({ input: { text: 'b' }, runAt: new Date(clock.now() + 10_000) });
    clock.advance(9_000);
    await jobs.enqueue('save', { text: 'c' }, options);
    expect((await jobs.get(first.runId))?.runAt).toEqual(new Date('2026-01-01T00:00:25Z'));
    expect(await jobs.enqueue('save', { text: 'd' }, { key: 'k', mode: 'replace' })).toMatchObject({
      outcome: 'replaced',
    });
    expect(await jobs.enqueue('save', { text: 'e' }, { key: 'k' })).toMatchObject({ outcome: 'kept' });
    expect(await jobs.get(first.runId)).toMatchObject({ state: 'queued', input: { text: 'd' } });
    await jobs.close();
  });

  it('of mode latest lets one run execute and one wait, with the latest input', async () => {
    const { opened, open } = gate();
    const started = gate();
    const seen: string[] = [];
    const job = defineJob({
      name: 'index',
      description: 'd',
      input: z.object({ text: z.string() }),
      async run(ctx) {
        seen.push(ctx.input.text);
        started.open();
        await opened;
      },
    });
    const jobs = inMemory([job]);
    const worker = jobs.worker();
    await worker.start();
    const latest = { key: 'k', mode: 'latest' } as const;
    const first = await jobs.enqueue('index', { text: 'first' }, latest);
    await started.opened;
    const second = await jobs.enqueue('index', { text: 'second' }, latest);
    const third = await jobs.enqueue('index', { text: 'third' }, latest);
    expect([first.outcome, second.outcome, third]).toEqual([
      'created',
      'created',
      { runId: second.runId, outcome: 'replaced' },
    ]);
    expect(await jobs.why(second.runId)).toMatchObject({
      state: 'waiting',
      reasons: [{ code: 'parent-unfinished', runId: first.runId, because: [{ code: 'running' }] }],
    });
    open();
    await jobs.wait([second.runId]);
    expect(seen).toEqual(['first', 'third']);
    await jobs.close();
  });

  it.each([
    ['a mode without a key', { mode: 'replace' }, /Expected a key/],
    ['debounce without a delay', { key: 'k', mode: 'debounce' }, /Expected a delay with mode 'debounce'/],
    ['an unknown mode', { key: 'k', mode: 'once' }, /keep, replace, debounce, latest/],
    [
      'a longest wait without debounce',
      { key: 'k', mode: 'latest', maxWait: '1s' },
      /maxWait goes with mode 'debounce'/,
    ],
  ])('refuses %s', async (_, options, message) => {
    const jobs = inMemory([save]);
    await expect(jobs.enqueue('save', { text: 'a' }, options as never)).rejects.toThrow(message);
    await jobs.close();
  });
});

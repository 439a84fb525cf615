import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  fixed,
  keyset,
  memoryStore,
  type BatchOptions,
  type BatchSource,
  type Json,
} from '@nightshift/core';
import { nextBatchSize } from '../src/batches/batch-size.js';
import { finish, gate, inMemory, next } from './harness.js';

const numbers = Array.from({ length: 10 }, (_, index) => index + 1);

/** Runs a loop that fails once at the given item, and tells which batches each attempt was given. */
async function loopOver(source: () => BatchSource<number>, options: BatchOptions = {}, failsAt?: number) {
  const attempts: number[][][] = [];
  const job = defineJob({
    name: 'loop',
    description: 'd',
    retry: { backoff: fixed(1) },
    async run(ctx) {
      const batches: number[][] = [];
      attempts.push(batches);
      for await (const batch of ctx.batches(source(), options)) {
        batches.push([...batch]);
        if (attempts.length === 1 && failsAt !== undefined && batch.items.includes(failsAt)) throw new Error('crash');
      }
      return { done: ctx.progress.done, total: ctx.progress.total ?? null };
    },
  });
  const jobs = inMemory([job]);
  const run = await finish(jobs, (await jobs.enqueue('loop')).runId);
  return { attempts, run };
}

const sources: Record<string, () => BatchSource<number>> = {
  array: () => numbers,
  iterable: () => new Set(numbers),
  async *'async iterable'() {
    for (const number of numbers) yield await Promise.resolve(number);
  },
  keyset: () =>
    keyset({
      page: (after: Json | null, limit) =>
        Promise.resolve(numbers.filter((n) => n > Number(after ?? 0)).slice(0, limit)),
      key: (n) => n,
      total: () => Promise.resolve(numbers.length),
    }),
};

describe.each(Object.entries(sources))('batches over an %s', (kind, source) => {
  it('hands over every item once, in order', async () => {
    const { attempts, run } = await loopOver(source, { size: 4 });
    expect(attempts).toEqual([
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10],
      ],
    ]);
    expect(run.output).toEqual({ done: 10, total: kind === 'array' || kind === 'keyset' ? 10 : null });
  });

  it('goes on after the last finished batch when an attempt failed', async () => {
    const { attempts, run } = await loopOver(source, { size: 3 }, 5);
    expect(attempts).toEqual([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [[4, 5, 6], [7, 8, 9], [10]],
    ]);
    expect(run.output).toMatchObject({ done: 10 });
    expect(run.progress).toMatchObject({ done: 10 });
  });
});

describe('batches', () => {
  it('stop between batches when the run is cancelled, with what was done committed', async () => {
    const reached = gate();
    const seen: number[] = [];
    const job = defineJob({
      name: 'loop',
      description: 'd',
      async run(ctx) {
        for await (const batch of ctx.batches(numbers, { size: 2 })) {
          seen.push(...batch);
          if (seen.length < 4) continue;
          reached.open();
          await once(ctx.signal, 'abort');
        }
      },
    });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('loop');
    const worker = jobs.worker({ poll: 20 });
    await worker.start();
    await reached.opened;
    const settled = next(jobs, 'run:settled');
    await jobs.cancel(runId);
    await settled;
    expect(await jobs.get(runId)).toMatchObject({ state: 'cancelled', progress: { done: 4 } });
    expect(seen).toEqual([1, 2, 3, 4]);
    await jobs.close();
  });

  it('rest between batches, and stop while they rest', async () => {
    const seen: number[][] = [];
    const job = defineJob({
      name: 'loop',
      description: 'd',
      async run(ctx) {
        for await (const batch of ctx.batches(numbers, { size: 5, pauseMs: '1h' })) seen.push([...batch]);
      },
    });
    const jobs = inMemory([job]);
    const { runId } = await jobs.enqueue('loop');
    const rests = next(jobs, 'run:progress');
    const worker = jobs.worker({ poll: 20 });
    await worker.start();
    await rests;
    await jobs.cancel(runId);
    expect((await jobs.wait([runId]))[0]?.state).toBe('cancelled');
    expect(seen).toEqual([[1, 2, 3, 4, 5]]);
    await jobs.close();
  });

  it('note the items that fail and go on, until there are too many', async () => {
    const failing = (maxFailures: number) =>
      defineJob({
        name: 'loop',
        description: 'd',
        retry: { attempts: 1 },
        async run(ctx) {
          for await (const batch of ctx.batches(numbers, { size: 5, maxFailures })) {
            await batch.each((n) => (n % 3 === 0 ? Promise.reject(new Error(`bad ${n}`)) : n), { concurrency: 2 });
          }
        },
      });
    const lenient = inMemory([failing(3)]);
    const passed = await finish(lenient, (await lenient.enqueue('loop')).runId);
    expect(passed).toMatchObject({ state: 'success', progress: { done: 10, failedItems: 3 } });
    const logs = await lenient.logs(passed.id);
    expect(logs.map((line) => [line.level, line.message, line.fields])).toEqual([
      ['warn', 'Item failed: bad 3', { item: '3' }],
      ['warn', 'Item failed: bad 6', { item: '6' }],
      ['warn', 'Item failed: bad 9', { item: '9' }],
    ]);
    const strict = inMemory([failing(1)]);
    const failed = await finish(strict, (await strict.enqueue('loop')).runId);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'TOO_MANY_FAILURES' } });
  });

  it('commit once, when the loop did so itself', async () => {
    const store = memoryStore();
    let saves = 0;
    const counting = new Proxy(store, {
      get: (target, name) =>
        name === 'checkpoint'
          ? (...args: Parameters<typeof store.checkpoint>) => {
              saves += 1;
              return target.checkpoint(...args);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const job = defineJob({
      name: 'loop',
      description: 'd',
      async run(ctx) {
        for await (const batch of ctx.batches(numbers, { size: 5 })) await batch.commit();
      },
    });
    const jobs = createJobs({ jobs: [job], store: counting });
    await jobs.runJob('loop');
    expect(saves).toBe(2);
  });

  it('close their source when the loop is left early', async () => {
    let closed = false;
    const job = defineJob({
      name: 'loop',
      description: 'd',
      async run(ctx) {
        async function* source() {
          try {
            for (const n of numbers) yield await Promise.resolve(n);
          } finally {
            closed = true;
          }
        }
        for await (const batch of ctx.batches(source(), { size: 2 })) if (batch.items.includes(3)) break;
      },
    });
    const jobs = inMemory([job]);
    await jobs.runJob('loop');
    expect(closed).toBe(true);
  });

  it('refuse sizes and caps that make no sense', async () => {
    const { run } = await loopOver(() => numbers, { size: 0 });
    expect(run).toMatchObject({ state: 'failed', error: { code: 'INVALID_OPTION' } });
    const capped = await loopOver(() => numbers, { maxFailures: -1 });
    expect(capped.run.error?.message).toContain('maxFailures');
  });
});

describe('automatic batch size', () => {
  const bounds = { min: 10, max: 5_000, targetMs: 250 };

  it('approaches the target time, at most doubling or halving', () => {
    expect(nextBatchSize(100, 250, bounds)).toBe(100);
    expect(nextBatchSize(100, 200, bounds)).toBe(125);
    expect(nextBatchSize(100, 1, bounds)).toBe(200);
    expect(nextBatchSize(100, 60_000, bounds)).toBe(50);
  });

  it('stays within its bounds and below the host’s limit', async () => {
    expect(nextBatchSize(4_000, 1, bounds)).toBe(5_000);
    expect(nextBatchSize(12, 60_000, bounds)).toBe(10);
    const many = Array.from({ length: 2_000 }, (_, index) => index);
    const sizes: number[] = [];
    const job = defineJob({
      name: 'loop',
      description: 'd',
      async run(ctx) {
        for await (const batch of ctx.batches(many, { size: 'auto' })) sizes.push(batch.length);
      },
    });
    const jobs = createJobs({ jobs: [job], store: memoryStore(), limits: { batchSize: 300 } });
    await jobs.runJob('loop');
    expect(sizes.slice(0, 3)).toEqual([100, 200, 300]);
    expect(Math.max(...sizes)).toBe(300);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_000);
  });
});

describe('progress and logs', () => {
  it('reach the store and the events, with caps', async () => {
    const job = defineJob({
      name: 'talk',
      description: 'd',
      run(ctx) {
        ctx.progress.total = 4;
        ctx.progress.phase = 'talking';
        ctx.progress.add(4);
        for (let line = 0; line < 12; line += 1) ctx.log.info(`line ${line}`, { line, nothing: undefined });
        ctx.log.error('x'.repeat(100), { cause: new Error('why') });
      },
    });
    const jobs = createJobs({ jobs: [job], store: memoryStore(), limits: { logLines: 10, logLineLength: 50 } });
    const told = next(jobs as never, 'run:progress');
    const { runId } = await jobs.enqueue('talk');
    await finish(jobs, runId);
    expect((await told).progress).toMatchObject({ done: 4, total: 4, phase: 'talking' });
    expect((await jobs.get(runId))?.progress).toMatchObject({ done: 4, total: 4, phase: 'talking' });
    const lines = await jobs.logs(runId);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatchObject({ level: 'info', message: 'line 0', fields: { line: 0 } });
    expect(lines.at(-1)?.message).toBe('3 more log lines were dropped');
    expect((await jobs.logs(runId, { after: lines[9]?.seq ?? 0 })).map((line) => line.seq)).toEqual([lines[10]?.seq]);
  });
});

import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, fixed, memoryStore, NonRetryableError, type Child } from '@nightshift/core';
import { ChildIds } from '../src/spawn/child-ids.js';
import { finish, inMemory } from './harness.js';

const part = defineJob({
  name: 'part',
  description: 'Doubles a number, and refuses 13.',
  input: z.object({ n: z.number() }),
  retry: { attempts: 1 },
  run(ctx) {
    if (ctx.input.n === 13) throw new NonRetryableError('unlucky');
    return { doubled: ctx.input.n * 2 };
  },
});

function* numbers(count: number): Iterable<{ n: number }> {
  for (let n = 1; n <= count; n += 1) yield { n };
}

describe('ctx.spawn', () => {
  it('runs the children, and collects their typed results in their order', async () => {
    const total = defineJob({
      name: 'total',
      description: 'd',
      async run(ctx) {
        expect(await ctx.spawn(part, numbers(12))).toEqual({ name: 'part', count: 12 });
      },
      async collect(ctx) {
        const doubled: number[] = [];
        for await (const child of ctx.children(part)) {
          expectTypeOf(child).toEqualTypeOf<Child<{ doubled: number }>>();
          if (child.state === 'success') doubled.push(child.output.doubled);
        }
        return { doubled };
      },
    });
    const jobs = createJobs({ jobs: [total, part], store: memoryStore() });
    const output = await jobs.runJob('total');
    expectTypeOf(output).toEqualTypeOf<{ doubled: number[] }>();
    expect(output).toEqual({ doubled: [...numbers(12)].map(({ n }) => n * 2) });
    const { runs } = await jobs.list({ jobs: ['total'] });
    expect(runs[0]).toMatchObject({
      attempt: 1,
      openChildren: 0,
      attempts: [{ outcome: 'spawned' }, { outcome: 'success' }],
    });
    const children = await jobs.list({ spawnedBy: runs[0]?.id ?? '' });
    expect(new Set(children.runs.map((child) => child.flowId))).toEqual(new Set([runs[0]?.id]));
    await jobs.close();
  });

  it('without a collect, the run ends with what run returned, after its children', async () => {
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      async run(ctx) {
        await ctx.spawn(part, numbers(3));
        return { asked: 3 };
      },
    });
    const jobs = inMemory([parent, part]);
    expect(await jobs.runJob('parent')).toEqual({ asked: 3 });
    expect((await jobs.counts({ jobs: ['part'] })).success).toBe(3);
    await jobs.close();
  });

  it('frees the slot while children run, also of grandchildren, with one slot in all', async () => {
    const middle = defineJob({
      name: 'middle',
      description: 'd',
      input: z.object({ n: z.number() }),
      run: (ctx) => ctx.spawn(part, numbers(ctx.input.n)),
    });
    const top = defineJob({ name: 'top', description: 'd', run: (ctx) => ctx.spawn(middle, numbers(3)) });
    const jobs = inMemory([top, middle, part]);
    await jobs.runJob('top');
    expect((await jobs.counts({})).success).toBe(1 + 3 + 6);
    await jobs.close();
  });

  it('lets the runs that depend on the spawning one wait for its children', async () => {
    const order: string[] = [];
    const leaf = defineJob({ name: 'leaf', description: 'd', run: () => void order.push('leaf') });
    const root = defineJob({ name: 'root', description: 'd', run: (ctx) => ctx.spawn(leaf, [{}, {}]) });
    const last = defineJob({ name: 'last', description: 'd', dependsOn: [root], run: () => void order.push('last') });
    const jobs = inMemory([leaf, root, last]);
    const { runs } = await jobs.enqueueFlow(jobs.plan({ jobs: ['last'] }));
    await finish(jobs, runs['last'] ?? '');
    expect(order).toEqual(['leaf', 'leaf', 'last']);
    await jobs.close();
  });

  it('fails the run with its child, once all are final, and never tries it again', async () => {
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      retry: { attempts: 5, backoff: fixed(1) },
      run: (ctx) => ctx.spawn(part, [{ n: 1 }, { n: 13 }, { n: 2 }]),
      collect: () => 'never',
    });
    const jobs = inMemory([parent, part]);
    await expect(jobs.runJob('parent')).rejects.toMatchObject({ cause: { code: 'CHILD_FAILED' } });
    expect(await jobs.counts({ jobs: ['part'] })).toMatchObject({ success: 2, failed: 1 });
    await jobs.close();
  });

  it('leaves failures to collect where that is asked for', async () => {
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      run: (ctx) => ctx.spawn(part, [{ n: 1 }, { n: 13 }], { onFailure: 'continue' }),
      async collect(ctx) {
        const states: string[] = [];
        for await (const child of ctx.children(part)) states.push(child.state);
        return states;
      },
    });
    const jobs = inMemory([parent, part]);
    expect(await jobs.runJob('parent')).toEqual(['success', 'failed']);
    await jobs.close();
  });

  it('adds no child twice when the attempt that spawned them is repeated', async () => {
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      retry: { attempts: 3, backoff: fixed(1) },
      async run(ctx) {
        await ctx.spawn(part, numbers(5));
        if (ctx.attempt < 3) throw new Error('crash after spawn');
      },
    });
    const jobs = inMemory([parent, part]);
    await jobs.runJob('parent');
    expect((await jobs.counts({ jobs: ['part'] })).success).toBe(5);
    await jobs.close();
  });

  it('repeats collect, and not run, when collect fails', async () => {
    const calls: string[] = [];
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      retry: { attempts: 2, backoff: fixed(1) },
      async run(ctx) {
        calls.push('run');
        await ctx.spawn(part, numbers(1));
      },
      collect(ctx) {
        calls.push(`collect ${ctx.attempt}`);
        if (ctx.attempt === 1) throw new Error('once');
        return 'done';
      },
    });
    const jobs = inMemory([parent, part]);
    expect(await jobs.runJob('parent')).toBe('done');
    expect(calls).toEqual(['run', 'collect 1', 'collect 2']);
    await jobs.close();
  });

  it('refuses a second spawn of one name, and a spawn in collect', async () => {
    const twice = defineJob({
      name: 'twice',
      description: 'd',
      retry: { attempts: 1 },
      async run(ctx) {
        await ctx.spawn(part, numbers(1));
        await ctx.spawn(part, numbers(1));
      },
    });
    const late = defineJob({
      name: 'late',
      description: 'd',
      retry: { attempts: 1 },
      run: (ctx) => ctx.spawn(part, numbers(1)),
      collect: (ctx) => ctx.spawn(part, numbers(1), { name: 'again' }),
    });
    const jobs = inMemory([twice, late, part]);
    await expect(jobs.runJob('twice')).rejects.toThrow(/called twice with the name "part"/);
    await expect(jobs.runJob('late')).rejects.toThrow(/ctx.spawn in collect/);
    await jobs.close();
  });

  it('cancels the children with a run that waits for them', async () => {
    const jobs = inMemory([
      defineJob({ name: 'parent', description: 'd', run: (ctx) => ctx.spawn(part, numbers(3)) }),
      part,
    ]);
    const { runId } = await jobs.enqueue('parent');
    const worker = jobs.worker({ only: { runIds: [runId] } });
    const released = new Promise((resolve) => jobs.events.once('run:released', resolve));
    await worker.start();
    await released;
    await worker.stop();
    expect(await jobs.why(runId)).toMatchObject({ reasons: [{ code: 'children-unfinished', open: 3 }] });
    expect(await jobs.cancel(runId)).toBe('cancelled');
    const { runs } = await jobs.list({ spawnedBy: runId });
    expect(runs.map((run) => run.cancel)).toEqual(runs.map(() => ({ code: 'parent-cancelled', runId })));
    await jobs.close();
  });

  it('cancels what it spawns after it was asked to stop, and spawns no more', async () => {
    const store = memoryStore();
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      async run(ctx) {
        // Asked while the page is on its way, before any signal arrives.
        await store.cancel([ctx.run.id], { code: 'requested', by: 'ada' });
        await ctx.spawn(part, numbers(3_000));
      },
    });
    const jobs = createJobs({ jobs: [parent, part], store });
    const { runId } = await jobs.enqueue('parent');
    const worker = jobs.worker({ only: { runIds: [runId] } });
    await worker.start();
    expect(await jobs.wait([runId])).toMatchObject([{ state: 'cancelled', cancel: { by: 'ada' } }]);
    expect(await jobs.counts({ spawnedBy: runId })).toMatchObject({ cancelled: 1_000, queued: 0 });
    await jobs.close();
  });

  it('spawns and collects 20,000 children a page at a time', async () => {
    const child = defineJob({
      name: 'child',
      description: 'd',
      input: z.object({ n: z.number() }),
      run: (ctx) => ctx.input.n,
    });
    let pages = 0;
    const store = memoryStore();
    const counting = {
      ...store,
      spawn: (...args: Parameters<typeof store.spawn>) => ((pages += 1), store.spawn(...args)),
    };
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      run: (ctx) => ctx.spawn(child, numbers(20_000)),
      async collect(ctx) {
        let sum = 0;
        for await (const { state, ...rest } of ctx.children(child)) {
          if (state === 'success' && 'output' in rest) sum += rest.output;
        }
        return sum;
      },
    });
    const jobs = createJobs({ jobs: [parent, child], store: counting });
    const worker = jobs.worker({ concurrency: 500 });
    await worker.start();
    const { runId } = await jobs.enqueue('parent');
    const [run] = await jobs.wait([runId]);
    expect(run).toMatchObject({ state: 'success', output: (20_000 * 20_001) / 2 });
    expect(pages).toBe(20);
    await jobs.close();
  });

  it('takes 100,000 inputs no further ahead than a page, and reads results no further', async () => {
    const child = defineJob({
      name: 'child',
      description: 'd',
      input: z.object({ n: z.number() }),
      run: (ctx) => ctx.input.n,
    });
    const store = memoryStore();
    let taken = 0;
    let sent = 0;
    let furthest = 0;
    let widest = 0;
    const watched = {
      ...store,
      spawn: (...[lease, runs]: Parameters<typeof store.spawn>) => {
        furthest = Math.max(furthest, taken - sent);
        sent += runs.length;
        return store.spawn(lease, runs);
      },
      read: {
        ...store.read,
        children: (...[runId, page]: Parameters<typeof store.read.children>) => {
          widest = Math.max(widest, page.limit);
          return store.read.children(runId, page);
        },
      },
    };
    async function* inputs() {
      for (const input of numbers(100_000)) {
        taken += 1;
        yield input;
      }
    }
    const parent = defineJob({
      name: 'parent',
      description: 'd',
      async run(ctx) {
        const { count } = await ctx.spawn(child, inputs());
        let seen = 0;
        for await (const one of ctx.children(child)) seen += one.runId.length > 0 ? 1 : 0;
        return { count, seen };
      },
    });
    const jobs = createJobs({ jobs: [parent, child], store: watched });
    const { runId } = await jobs.enqueue('parent');
    const released = new Promise((resolve) => jobs.events.once('run:released', resolve));
    const worker = jobs.worker({ only: { runIds: [runId] } });
    await worker.start();
    await released;
    await worker.stop();
    expect(await jobs.get(runId)).toMatchObject({
      state: 'waiting',
      openChildren: 100_000,
      checkpoint: { handover: { output: { count: 100_000, seen: 100_000 } } },
    });
    expect([furthest, widest]).toEqual([1_000, 1_000]);
    await jobs.close();
  });
});

describe('child ids', () => {
  const parent = '0198f000-1234-7abc-8def-0123456789ab';

  it('are UUIDs of version 7 that sort by position and come out the same again', () => {
    const ids = new ChildIds(parent, 'part');
    const positions = [0, 1, 2, 1_048_575, 1_048_576, 4_294_967_295];
    const made = positions.map((position) => ids.at(position));
    for (const id of made) expect(id).toMatch(/^0198f000-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...made].sort()).toEqual(made);
    expect(positions.map((position) => new ChildIds(parent, 'part').at(position))).toEqual(made);
    expect(made.every((id) => ids.includes(id))).toBe(true);
    expect(() => ids.at(2 ** 32)).toThrow(RangeError);
  });

  it('differ by name and parent', () => {
    const ids = new ChildIds(parent, 'part');
    expect(ids.includes(new ChildIds(parent, 'other').at(0))).toBe(false);
    expect(ids.includes(new ChildIds(parent.replace(/b$/, 'c'), 'part').at(0))).toBe(false);
  });
});

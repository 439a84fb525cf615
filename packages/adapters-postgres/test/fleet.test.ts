import { createJobs, defineJob, fixed } from '@nightshift/core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { postgresStore, type SqlStore } from '../src/index.js';
import { dropSchema, freshSchema } from './support/postgres.js';

const schemas: string[] = [];
afterAll(() => Promise.all(schemas.map(dropSchema)));

/** Two clients as two processes are: each with connections of its own, and nothing in common but the database. */
function fleet<Client>(client: (store: SqlStore) => Client): { readonly first: Client; readonly second: Client } {
  const schema = freshSchema();
  schemas.push(schema);
  const connect = () => client(postgresStore({ connectionString: inject('postgresUrl'), schema }));
  return { first: connect(), second: connect() };
}

/** What happens between the start and the end of a handler, to others of the same kind. */
function watch() {
  const inside = new Map<string, number>();
  const most = new Map<string, number>();
  return {
    most,
    async visit(key: string, work: () => Promise<unknown> = turns): Promise<void> {
      const now = (inside.get(key) ?? 0) + 1;
      inside.set(key, now);
      most.set(key, Math.max(most.get(key) ?? 0, now));
      await work();
      inside.set(key, (inside.get(key) ?? 0) - 1);
    },
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('two workers on one database', () => {
  it('share what a run spawned, keep its limits and its order, and collect it once', async () => {
    const { most, visit } = watch();
    const workers = new Set<string>();
    const order = new Map<string, number[]>();
    const shard = defineJob({
      name: 'shard',
      description: 'One part of the work.',
      input: z.object({ tenant: z.string(), n: z.number() }),
      concurrency: [{ limit: 6 }, { limit: 1, per: (input: { tenant: string }) => input.tenant, ordered: true }],
      retry: { attempts: 3, backoff: fixed(5) },
      async run(ctx) {
        const { tenant, n } = ctx.input;
        if (n % 20 === 0 && ctx.attempt === 1) throw new Error('once more');
        await visit('job', () => visit(tenant));
        order.set(tenant, [...(order.get(tenant) ?? []), n]);
        return n;
      },
    });
    const total = defineJob({
      name: 'total',
      description: 'All of the work.',
      async run(ctx) {
        await ctx.spawn(
          shard,
          Array.from({ length: 240 }, (_, n) => ({ tenant: `tenant ${n % 12}`, n })),
        );
      },
      async collect(ctx) {
        let sum = 0;
        for await (const child of ctx.children(shard)) if (child.state === 'success') sum += child.output;
        return sum;
      },
    });
    const { first, second } = fleet((store) => createJobs({ jobs: [shard, total], store }));
    for (const client of [first, second]) client.events.on('run:started', ({ worker }) => void workers.add(worker));
    await Promise.all([first, second].map((client) => client.worker({ concurrency: 5 }).start()));
    const { runId } = await first.enqueue('total');
    const [run] = await second.wait([runId]);
    expect(run).toMatchObject({ state: 'success', output: (239 * 240) / 2, openChildren: 0 });
    expect(most.get('job')).toBeLessThanOrEqual(6);
    for (const [tenant, numbers] of order) {
      expect(most.get(tenant)).toBe(1);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers).toHaveLength(20);
    }
    expect(workers.size).toBe(2);
    await Promise.all([first.close(), second.close()]);
  });

  it('wake each other for a run that is due soon, and for a queue that is resumed', async () => {
    const job = defineJob({ name: 'soon', description: 'd', run: () => 'done' });
    const { first, second } = fleet((store) => createJobs({ jobs: [job], store }));
    await second.worker({ poll: '1h' }).start();
    const soon = await first.enqueue('soon', {}, { delay: 50 });
    await first.wait([soon.runId]);
    await first.pause({ job: 'soon' }, { by: 'test' });
    const paused = await first.enqueue('soon');
    expect((await first.why(paused.runId)).reasons[0]).toMatchObject({ code: 'paused', pause: { by: 'test' } });
    await first.resume({ job: 'soon' });
    expect(await first.wait([paused.runId])).toMatchObject([{ state: 'success' }]);
    await Promise.all([first.close(), second.close()]);
  });
});

import assert from 'node:assert/strict';
import { defineJob, requires, type AnyJob } from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exploreCrashes } from '@nightshift/testing';

/** A shop whose mails may be sent under a key, so that sending twice under the same key sends one. */
class Shop {
  readonly mails: string[] = [];
  readonly keys = new Set<string>();
  readonly orders = ['a', 'b', 'c'];
  total = 0;

  send(order: string, key?: string): void {
    if (key !== undefined && this.keys.has(key)) return;
    if (key !== undefined) this.keys.add(key);
    this.mails.push(order);
  }
}

const input = z.object({ orders: z.number() });
const oneMailEach = (shop: Shop): void => assert.deepEqual(shop.mails, shop.orders);

function mailing(send: (shop: Shop, order: string) => void) {
  return defineJob({
    name: 'mail-orders',
    description: 'd',
    input,
    services: requires<Shop>(),
    async run(ctx) {
      for (let at = Number(ctx.checkpoint.value ?? 0); at < ctx.input.orders; at += 1) {
        send(ctx.services, ctx.services.orders[at] ?? '');
        await ctx.checkpoint.save(at + 1);
      }
      return { sent: ctx.input.orders };
    },
  });
}

const failureOf = (exploration: Promise<unknown>): Promise<string> =>
  exploration.then(
    () => assert.fail('expected a failure'),
    (error: unknown) => (error as Error).message,
  );

describe('exploreCrashes', () => {
  it('passes a job that repeats its effects under a key, after a crash at each of its calls', async () => {
    const { calls, tried, left } = await exploreCrashes({
      job: mailing((shop, order) => shop.send(order, order)),
      input: { orders: 3 },
      services: () => new Shop(),
      invariant: (shop, outcome) => {
        oneMailEach(shop);
        assert.deepEqual([outcome.state, outcome.output], ['success', { sent: 3 }]);
      },
    });
    expect(calls).toEqual(['checkpoint.save #1', 'checkpoint.save #2', 'checkpoint.save #3', 'settle #1']);
    expect(tried.slice(0, 3)).toEqual([
      'before checkpoint.save #1',
      'after checkpoint.save #1',
      'before checkpoint.save #2',
    ]);
    expect(tried).toContain('after checkpoint.save #1, then before settle #1');
    expect(new Set(tried).size).toBe(tried.length);
    expect(left).toBe(0);
  });

  it('catches an effect before the checkpoint that says so', async () => {
    const exploration = {
      job: mailing((shop, order) => shop.send(order)),
      input: { orders: 3 },
      services: () => new Shop(),
      invariant: oneMailEach,
    };
    const message = await failureOf(exploreCrashes(exploration));
    expect(message).toContain('The invariant of job "mail-orders" breaks after 10 crashes:');
    expect(message).toContain('\nbefore checkpoint.save #2: ');
    expect(message).toContain('process 1: checkpoint.save #1, checkpoint.save #2 -- killed before the last');
    expect(message).toContain('process 2: checkpoint.save #1, checkpoint.save #2, settle #1');
    expect(message).toContain("only: 'before checkpoint.save #2'");
    expect(message).not.toContain('\nafter checkpoint.save #2: ');
    expect(await failureOf(exploreCrashes(exploration))).toBe(message);
    const alone = await failureOf(exploreCrashes({ ...exploration, only: 'before checkpoint.save #2' }));
    expect(alone).toContain('breaks after a crash:\n\nbefore checkpoint.save #2: ');
    expect((await exploreCrashes({ ...exploration, only: 'after checkpoint.save #2' })).tried).toHaveLength(1);
  });

  it('catches a watermark that is set before the work', async () => {
    const job = (early: boolean) =>
      defineJob({
        name: 'mail-new',
        description: 'd',
        services: requires<Shop>(),
        async run(ctx) {
          const since = Number((await ctx.state.get()) ?? 0);
          const until = ctx.services.orders.length;
          if (early) await ctx.state.set(until);
          for (const order of ctx.services.orders.slice(since)) ctx.services.send(order, order);
          if (!early) await ctx.state.set(until);
        },
      });
    const rest = { input: undefined, services: () => new Shop(), invariant: oneMailEach };
    await exploreCrashes({ job: job(false), ...rest });
    expect(await failureOf(exploreCrashes({ job: job(true), ...rest }))).toContain('\nafter state.set #1: ');
  });

  it('catches a counter that a resumed attempt adds to again', async () => {
    const job = (absolute: boolean) =>
      defineJob({
        name: 'count',
        description: 'd',
        services: requires<Shop>(),
        async run(ctx) {
          if (!absolute) ctx.services.total += ctx.services.orders.length;
          await ctx.pause('1m');
          if (absolute) ctx.services.total = ctx.services.orders.length;
          return ctx.services.total;
        },
      });
    const rest = { input: undefined, services: () => new Shop(), invariant: (shop: Shop) => shop.total === 3 };
    await exploreCrashes({ job: job(true), ...rest });
    const message = await failureOf(exploreCrashes({ job: job(false), ...rest }));
    expect(message).toContain('\nbefore pause #1: The invariant answered false');
    expect(message).toContain('\nbefore settle #1: ');
  });

  it('explores batches and what is enqueued, with the runs that are there in the end', async () => {
    const thank = defineJob({
      name: 'thank',
      description: 'd',
      input: z.object({ order: z.string() }),
      run: () => 'ok',
    });
    const job = (key: boolean) =>
      defineJob({
        name: 'thank-all',
        description: 'd',
        services: requires<Shop>(),
        async run(ctx) {
          for await (const batch of ctx.batches(ctx.services.orders, { size: 2 })) {
            for (const order of batch) await ctx.enqueue(thank, { order }, key ? { key: order, delay: '1d' } : {});
          }
        },
      });
    const exploration = (keyed: boolean) => ({
      job: job(keyed),
      input: undefined,
      jobs: [thank] as AnyJob[],
      services: () => new Shop(),
      invariant: (shop: Shop, { enqueued }: { enqueued: readonly unknown[] }) =>
        assert.equal(enqueued.length, shop.orders.length),
    });
    const { calls } = await exploreCrashes(exploration(true));
    expect(calls).toEqual([
      'enqueue(thank) #1',
      'enqueue(thank) #2',
      'batch.commit(items) #1',
      'enqueue(thank) #3',
      'batch.commit(items) #2',
      'settle #1',
      // Those of what was enqueued.
      'settle #2',
      'settle #3',
      'settle #4',
    ]);
    expect(await failureOf(exploreCrashes(exploration(false)))).toContain('\nbefore batch.commit(items) #1: ');
  });

  it('explores spawned children: each is there once, whatever crash there was', async () => {
    const shard = defineJob({ name: 'shard', description: 'd', input: z.object({ id: z.number() }), run: () => 'ok' });
    const { calls } = await exploreCrashes({
      job: defineJob({
        name: 'fan-out',
        description: 'd',
        run: async (ctx) => void (await ctx.spawn(shard, [{ id: 1 }, { id: 2 }])),
      }),
      input: undefined,
      jobs: [shard],
      services: () => ({}),
      invariant: (_world, { state, enqueued }) => assert.deepEqual([state, enqueued.length], ['success', 2]),
    });
    expect(calls).toContain('spawn #1');
  });

  it('bounds what it tries', async () => {
    const { tried, left } = await exploreCrashes({
      job: mailing((shop, order) => shop.send(order, order)),
      input: { orders: 3 },
      services: () => new Shop(),
      invariant: oneMailEach,
      maxPoints: 3,
      maxPairs: 2,
    });
    expect(tried).toHaveLength(5);
    expect(left).toBe(5);
  });

  it('tells of an invariant that never holds, and of calls that are not the same each time', async () => {
    const services = () => new Shop();
    const job = mailing((shop, order) => shop.send(order, order));
    const never = { job, input: { orders: 1 }, services, invariant: () => false };
    expect(await failureOf(exploreCrashes(never))).toBe(
      'The invariant of job "mail-orders" does not hold, even without a crash: The invariant answered false',
    );
    const absent = { job, input: { orders: 3 }, services, invariant: oneMailEach, only: 'after state.set #1' };
    expect(await failureOf(exploreCrashes(absent))).toContain('without coming to after state.set #1');
    await expect(exploreCrashes({ ...absent, only: 'somewhere' })).rejects.toThrow(/only: expected crash points/);
  });
});

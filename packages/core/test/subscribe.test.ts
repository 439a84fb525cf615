import {
  createJobs,
  defineJob,
  memoryStore,
  type AnyJob,
  type EventSubscription,
  type JobEvent,
  type Jobs,
  type Store,
} from '@nightshift/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { finish, gate } from './harness.js';

const greet = defineJob({
  name: 'greet',
  description: 'Greets.',
  input: z.object({ name: z.string().default('Ada') }),
  retry: { attempts: 2, backoff: () => 0 },
  run: (ctx) => {
    ctx.log.info(`Hello, ${ctx.input.name}`, { name: ctx.input.name });
    ctx.progress.add(1);
    if (ctx.input.name === 'nobody' && ctx.attempt === 1) throw new Error('nobody there');
    return ctx.input.name;
  },
});
const other = defineJob({ name: 'other', description: 'Does other things.', run: () => null });

function client(store: Store): Jobs<AnyJob, never> {
  return createJobs({ jobs: [greet, other], store });
}

/** Reads until an event passes, and answers with all that came. */
async function until(events: EventSubscription, passes: (event: JobEvent) => boolean): Promise<JobEvent[]> {
  const seen: JobEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error(`the stream ended after ${JSON.stringify(seen)}`);
    seen.push(value);
    if (passes(value)) return seen;
  }
}

const isSettled = (event: JobEvent): boolean => event.kind === 'settled';

describe('a subscription to everything', () => {
  it('tells in full what happens in this process', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe();
    await events.ready;
    const { runId } = await jobs.enqueue('greet', { name: 'nobody' });
    await finish(jobs, runId);
    const seen = await until(events, isSettled);
    // The next attempt may start before this process has told of the end of the one before.
    const kinds = seen.filter(({ kind }) => kind !== 'progress').map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['enqueued', 'log', 'log', 'released', 'settled', 'started', 'started']);
    expect(seen.every((event) => event.kind !== 'dropped' && event.runId === runId && event.job === 'greet')).toBe(
      true,
    );
    expect(seen[0]).toMatchObject({ origin: 'client', outcome: 'created' });
    expect(seen.at(-1)).toMatchObject({ state: 'success', error: null });
    expect(seen.find(({ kind }) => kind === 'log')).toMatchObject({
      message: 'Hello, nobody',
      fields: { name: 'nobody' },
    });
    await jobs.close();
  });

  it('tells the end of runs that another client of the store executes, once', async () => {
    const store = memoryStore();
    const [here, there] = [client(store), client(store)];
    const events = here.subscribe({ kinds: ['settled'] });
    await events.ready;
    const first = await there.enqueue('greet');
    await finish(there, first.runId);
    const second = await there.enqueue('other');
    await here.cancel(second.runId);
    const seen = [...(await until(events, isSettled)), ...(await until(events, isSettled))];
    expect(seen).toMatchObject([
      { runId: first.runId, job: 'greet', state: 'success', origin: 'store' },
      { runId: second.runId, job: 'other', state: 'cancelled' },
    ]);
    await here.close();
    await there.close();
  });

  it('is narrowed to jobs and kinds', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe({ jobs: ['other'], kinds: ['enqueued', 'settled'] });
    await events.ready;
    await finish(jobs, (await jobs.enqueue('greet')).runId);
    const { runId } = await jobs.enqueue('other');
    await finish(jobs, runId);
    expect(await until(events, isSettled)).toMatchObject([
      { kind: 'enqueued', runId },
      { kind: 'settled', runId },
    ]);
    await jobs.close();
  });

  it('asks the store for nothing when it wants no ends', async () => {
    const store = memoryStore();
    const silent = (): never => expect.unreachable('the store was expected to be left alone');
    const jobs = client({ ...store, notifications: { subscribe: silent } });
    const events = jobs.subscribe({ kinds: ['enqueued'] });
    await events.ready;
    const { runId } = await jobs.enqueue('greet');
    expect(await until(events, () => true)).toMatchObject([{ kind: 'enqueued', runId }]);
    await jobs.close();
  });

  it('says how many events a slow subscriber has missed, and goes on with the latest', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe({ kinds: ['enqueued'], buffer: 10 });
    await events.ready;
    const answers = await jobs.enqueueMany(Array.from({ length: 25 }, () => ({ job: 'greet' })));
    const seen = await until(events, (event) => event.kind === 'enqueued' && event.runId === answers.at(-1)?.runId);
    expect(seen[0]).toMatchObject({ kind: 'dropped', count: 15, since: expect.any(Date) });
    expect(seen.slice(1).map((event) => event.kind === 'enqueued' && event.runId)).toEqual(
      answers.slice(15).map(({ runId }) => runId),
    );
    const { runId } = await jobs.enqueue('greet');
    expect(await until(events, () => true)).toMatchObject([{ kind: 'enqueued', runId }]);
    await jobs.close();
  });
});

describe('a subscription to runs', () => {
  it('begins with what has happened, follows them wherever they execute, and ends with them', async () => {
    const store = memoryStore();
    const [here, there] = [client(store), client(store)];
    const before = await there.enqueue('greet', { name: 'nobody' });
    await finish(there, before.runId);
    const after = await there.enqueue('greet', { name: 'Bob' });
    const events = here.subscribe({ runIds: [before.runId, after.runId] });
    await events.ready;
    const finishing = finish(there, after.runId);
    const seen: JobEvent[] = [];
    for await (const event of events) seen.push(event);
    await finishing;
    const kindsOf = (id: string) =>
      seen.filter((event) => event.kind !== 'dropped' && event.runId === id).map(({ kind }) => kind);
    expect(kindsOf(before.runId)).toEqual([
      'enqueued',
      'started',
      'released',
      'started',
      'progress',
      'log',
      'log',
      'settled',
    ]);
    expect(kindsOf(after.runId)).toEqual(expect.arrayContaining(['enqueued', 'started', 'log', 'settled']));
    expect(kindsOf(after.runId).at(-1)).toBe('settled');
    expect(new Set(seen.map((event) => JSON.stringify(event))).size).toBe(seen.length);
    await here.close();
    await there.close();
  });

  it('sees progress while a run executes in another client', async () => {
    const store = memoryStore();
    const finishIt = gate();
    const long = defineJob({
      name: 'long',
      description: 'Takes its time.',
      run: async (ctx) => {
        ctx.progress.total = 10;
        ctx.progress.add(3);
        await finishIt.opened;
      },
    });
    const there = createJobs({ jobs: [long], store });
    const here = createJobs({ jobs: [long], store });
    const { runId } = await there.enqueue(long);
    const events = here.subscribe({ runIds: [runId], kinds: ['started', 'progress', 'settled'] });
    const worker = there.worker();
    await worker.start();
    const seen = await until(events, ({ kind }) => kind === 'progress');
    expect(seen).toMatchObject([
      { kind: 'started', attempt: 1, origin: worker.id },
      { kind: 'progress', progress: { done: 3, total: 10 }, origin: worker.id },
    ]);
    finishIt.open();
    await until(events, isSettled);
    expect(await events.next()).toEqual({ value: undefined, done: true });
    await worker.stop();
    await here.close();
    await there.close();
  });

  it('follows a flow, the runs that join it included, to its end', async () => {
    const store = memoryStore();
    const child = defineJob({
      name: 'child',
      description: 'Helps.',
      input: z.object({ n: z.number() }),
      run: () => null,
    });
    const parent = defineJob({
      name: 'parent',
      description: 'Spawns.',
      run: (ctx) => ctx.spawn(child, [{ n: 1 }, { n: 2 }]),
    });
    const last = defineJob({ name: 'last', description: 'Ends.', dependsOn: [parent], run: () => null });
    const list = [child, parent, last];
    const [here, there] = [createJobs({ jobs: list, store }), createJobs({ jobs: list, store })];
    const { flowId } = await there.enqueueFlow(there.plan({ jobs: [last] }));
    const events = here.subscribe({ flowId, kinds: ['settled'] });
    await events.ready;
    const worker = there.worker();
    await worker.start();
    const settled: string[] = [];
    for await (const event of events) if (event.kind !== 'dropped') settled.push(event.job);
    expect(settled.sort()).toEqual(['child', 'child', 'last', 'parent']);
    await worker.stop();
    await here.close();
    await there.close();
  });

  it('throws for runs and flows that do not exist', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe({ runIds: ['01990000-0000-7000-8000-000000000000'] });
    await expect(events.next()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await expect(events.ready).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    await expect(jobs.subscribe({ flowId: 'none' }).next()).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await jobs.close();
  });
});

describe('the end of a subscription', () => {
  /** A store that counts who listens to it. */
  function counting(): { store: Store; listeners(): number } {
    const store = memoryStore();
    let count = 0;
    const subscribe: NonNullable<Store['notifications']>['subscribe'] = async (listener) => {
      const subscription = await store.notifications!.subscribe(listener);
      count += 1;
      return { live: subscription.live, unsubscribe: () => ((count -= 1), subscription.unsubscribe()) };
    };
    return { store: { ...store, notifications: { subscribe } }, listeners: () => count };
  }

  const ways: Record<string, (events: EventSubscription, abort: () => void, jobs: Jobs<AnyJob, never>) => unknown> = {
    'by return': (events) => events.return?.(),
    'by the signal': (_events, abort) => abort(),
    'by closing the client': (_events, _abort, jobs) => jobs.close(),
    'by leaving the loop': async (events, _abort, jobs) => {
      const { runId } = await jobs.enqueue('greet');
      for await (const event of events) if (event.kind !== 'dropped' && event.runId === runId) break;
    },
  };
  it.each(Object.keys(ways))('%s leaves no listener', async (way) => {
    const { store, listeners } = counting();
    const jobs = client(store);
    const before = jobs.events.eventNames().map((name) => jobs.events.listenerCount(name));
    const abort = new AbortController();
    const events = jobs.subscribe({ signal: abort.signal });
    await events.ready;
    expect(listeners()).toBe(1);
    const pending = way === 'by leaving the loop' ? undefined : events.next();
    await ways[way]?.(events, () => abort.abort(), jobs);
    if (pending !== undefined) expect(await pending).toEqual({ value: undefined, done: true });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    expect(listeners()).toBe(0);
    expect(jobs.events.eventNames().map((name) => jobs.events.listenerCount(name))).toEqual(before);
    await jobs.close();
  });

  it('comes at once for a signal that has aborted', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe({ signal: AbortSignal.abort() });
    expect(await events.next()).toEqual({ value: undefined, done: true });
    await jobs.close();
  });

  it('wakes everybody who waits', async () => {
    const jobs = client(memoryStore());
    const events = jobs.subscribe();
    const waiting = [events.next(), events.next()];
    await events.return?.();
    expect(await Promise.all(waiting)).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
    ]);
    await jobs.close();
  });
});

it('options that cannot be are refused', () => {
  const jobs = client(memoryStore());
  expect(() => jobs.subscribe({ runIds: ['a'], flowId: 'b' })).toThrow('not both');
  expect(() => jobs.subscribe({ runIds: [] })).toThrow('1 to 1000');
  expect(() => jobs.subscribe({ buffer: 0 })).toThrow('buffer');
});

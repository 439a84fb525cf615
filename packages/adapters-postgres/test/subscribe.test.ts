import { createJobs, defineJob, type AnyJob, type JobEvent, type Jobs, type Timers } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pgliteStore, postgresStore } from '../src/index.js';
import { dropSchema, freshSchema, testPool } from './support/postgres.js';

const greet = defineJob({
  name: 'greet',
  description: 'Greets.',
  run: (ctx) => {
    ctx.log.info('Hello');
    ctx.progress.add(2);
    return 'hello';
  },
});

/** Waits no longer than a moment, so that nobody waits for the next look. */
const hurried: Timers = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, 50));
    return { cancel: () => clearTimeout(timer) };
  },
  sleep: () => Promise.reject(new Error('nothing here sleeps')),
};

type AnyJobs = Jobs<AnyJob, unknown>;

async function work(jobs: AnyJobs, runId: string): Promise<void> {
  const worker = jobs.worker({ only: { runIds: [runId] }, poll: 20 });
  await worker.start();
  await jobs.wait([runId]);
  await worker.stop();
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const seen: JobEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('between two clients of one PostgreSQL server', () => {
  const schema = freshSchema();
  const ends: (() => Promise<unknown>)[] = [];
  let here: AnyJobs;
  let there: AnyJobs;

  function client({ timers, ...options }: { readonly notifications?: false; readonly timers?: Timers } = {}): AnyJobs {
    const pool = testPool();
    const store = postgresStore({ pool, schema, ...options });
    const jobs = createJobs({ jobs: [greet], store, ...(timers && { timers }) });
    ends.push(async () => {
      await jobs.close();
      await pool.end();
    });
    return jobs;
  }

  beforeAll(() => {
    here = client();
    there = client();
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await dropSchema(schema);
  });

  it('one hears of the end of a run that the other executes', async () => {
    const events = here.subscribe({ kinds: ['settled'] });
    await events.ready;
    const { runId } = await there.enqueue('greet');
    await work(there, runId);
    const { value } = await events.next();
    expect(value).toMatchObject({ kind: 'settled', runId, job: 'greet', state: 'success', origin: 'store' });
    await events.return?.();
  });

  it('one follows a run of the other from its enqueuing to its end', async () => {
    const { runId } = await there.enqueue('greet');
    const seen = collect(here.subscribe({ runIds: [runId] }));
    await work(there, runId);
    const kinds = (await seen).map(({ kind }) => kind);
    // A run is read before its lines: what both have of one report comes in either order.
    expect([...kinds.slice(0, 2), ...kinds.slice(2, -1).sort(), kinds.at(-1)]).toEqual([
      'enqueued',
      'started',
      'log',
      'progress',
      'settled',
    ]);
  });

  it('the end of a run that no notification told is read all the same', async () => {
    const events = client({ timers: hurried }).subscribe({ kinds: ['settled'] });
    await events.ready;
    const { runId } = await there.enqueue('greet');
    // This one notifies nobody: to the subscriber, it is a notification that was lost.
    await work(client({ notifications: false }), runId);
    const { value } = await events.next();
    expect(value).toMatchObject({ kind: 'settled', runId });
    await events.return?.();
  });

  it('a store without notifications is polled', async () => {
    const jobs = client({ notifications: false });
    const events = jobs.subscribe({ kinds: ['settled'] });
    await events.ready;
    const { runId } = await there.enqueue('greet');
    await work(there, runId);
    const { value } = await events.next();
    expect(value).toMatchObject({ kind: 'settled', runId });
    await events.return?.();
  });
});

it('on the embedded database, a subscription follows what the process does', async () => {
  const jobs = createJobs({ jobs: [greet], store: pgliteStore() });
  const { runId } = await jobs.enqueue('greet');
  const events = jobs.subscribe({ kinds: ['started', 'settled'] });
  await events.ready;
  const followed = collect(jobs.subscribe({ runIds: [runId] }));
  await work(jobs, runId);
  expect([(await events.next()).value, (await events.next()).value]).toMatchObject([
    { kind: 'started', runId },
    { kind: 'settled', runId, state: 'success' },
  ]);
  expect((await followed).map(({ kind }) => kind)).toEqual(['enqueued', 'started', 'progress', 'log', 'settled']);
  await jobs.close();
});

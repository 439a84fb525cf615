import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  memoryStore,
  type AnyJob,
  type JobContext,
  type JobEvents,
  type Jobs,
  type RunRecord,
  type Store,
} from '@nightshift/core';
import { sqlStore } from '../src/sql-store.js';
import { freshSchema } from './support/postgres.js';
import { SharedPglite } from './support/shared-pglite.js';

type Handler = (ctx: JobContext) => unknown;

function first(run: Handler = (ctx) => ctx.input): AnyJob {
  return defineJob({ name: 'mail', description: 'd', input: withText('to'), run });
}

function second(changes: object = {}): AnyJob {
  return defineJob({
    name: 'mail',
    description: 'd',
    version: 2,
    input: withText('address'),
    upcast: (stored) => ({ address: (stored as { to: string }).to }),
    run: (ctx) => ctx.input,
    ...changes,
  });
}

function build(store: Store, job: AnyJob) {
  return createJobs({ jobs: [job], store });
}

let shared: SharedPglite;
beforeAll(async () => void (shared = await SharedPglite.start()));
afterAll(() => shared.stop());

const stores = {
  memory: () => memoryStore(),
  pglite: () => sqlStore(shared, { schema: freshSchema(), migrate: true, notifications: true, clock: null }),
} as const;

describe.each(Object.keys(stores) as (keyof typeof stores)[])('payload versions on %s', (name) => {
  it('reads what an older build stored by its upcast, and keeps the stored input as it was', async () => {
    const store: Store = stores[name]();
    const { runId } = await build(store, first()).enqueue('mail', { to: 'ada' });
    const run = await finish(build(store, second()), runId);
    expect(run).toMatchObject({ state: 'success', version: 1, input: { to: 'ada' }, output: { address: 'ada' } });
    await store.close();
  });

  it('leaves what a newer build stored to a worker of that build, and spends no attempt', async () => {
    const store: Store = stores[name]();
    const newer = build(store, second());
    const { runId } = await newer.enqueue('mail', { address: 'ada' });
    const older = build(store, first());
    const worker = older.worker({ poll: 20 });
    const released = next(older, 'run:released');
    await worker.start();
    expect(await released).toMatchObject({ runId, outcome: 'snoozed' });
    await worker.stop();
    expect(await newer.get(runId)).toMatchObject({ state: 'scheduled', attempt: 0, error: null });
    await store.close();
  });

  it('repeats a run of an older version as one of this version', async () => {
    const store: Store = stores[name]();
    const older = build(store, first());
    const { runId } = await older.enqueue('mail', { to: 'ada' });
    await finish(older, runId);
    const newer = build(store, second());
    const again = await newer.retry(runId);
    expect(await newer.get(again.runId)).toMatchObject({ version: 2, input: { address: 'ada' }, retryOf: runId });
    await store.close();
  });

  it('fails a run whose upcast throws, at once and with the reason', async () => {
    const store: Store = stores[name]();
    const { runId } = await build(store, first()).enqueue('mail', { to: 'ada' });
    const upcast = () => {
      throw new Error('no idea');
    };
    const run = await finish(build(store, second({ upcast })), runId);
    expect(run).toMatchObject({ state: 'failed', attempt: 1, error: { code: 'UPCAST_FAILED' } });
    expect(run.error?.message).toContain('no idea');
    await store.close();
  });

  it('brings a checkpoint of an older version up, and keeps its version with it', async () => {
    const store: Store = stores[name]();
    const runId = await savedByFirst(store, { page: 3 });
    const upcastCheckpoint = (saved: unknown, version: number) => ({ ...(saved as object), version });
    const run = await finish(build(store, second({ upcastCheckpoint, run: readCheckpoint })), runId);
    expect(run).toMatchObject({ state: 'success', output: { page: 3, version: 1 } });
    expect(run.checkpoint).toMatchObject({ value: { page: 4 }, version: 2 });
    await store.close();
  });

  it('gives a checkpoint of an older version as it is when the job says nothing, which preflight tells', async () => {
    const store: Store = stores[name]();
    const runId = await savedByFirst(store, { page: 3 });
    const newer = build(store, second({ run: readCheckpoint }));
    expect((await newer.preflight()).findings).toMatchObject([{ problem: 'older-checkpoint', first: [runId] }]);
    expect(await finish(newer, runId)).toMatchObject({ output: { page: 3 } });
    await store.close();
  });

  it('leaves a checkpoint of a newer version to a worker of that build', async () => {
    const store: Store = stores[name]();
    const { runId } = await build(store, first()).enqueue('mail', { to: 'ada' });
    await saveAndGoBack(store, second(), { page: 3 });
    const older = build(store, first());
    expect((await older.preflight()).findings).toMatchObject([
      { problem: 'newer-checkpoint', detail: 'stored by version 2, this build has 1', first: [runId] },
    ]);
    const worker = older.worker({ poll: 20 });
    const released = next(older, 'run:released');
    await worker.start();
    expect(await released).toMatchObject({ runId, outcome: 'snoozed' });
    await worker.stop();
    await store.close();
  });

  it('fails a run whose checkpoint cannot be brought up', async () => {
    const store: Store = stores[name]();
    const runId = await savedByFirst(store, { page: 3 });
    const upcastCheckpoint = () => {
      throw new Error('no such page');
    };
    const newer = build(store, second({ upcastCheckpoint }));
    expect((await newer.preflight()).findings).toMatchObject([{ problem: 'checkpoint-upcast-failed' }]);
    expect(await finish(newer, runId)).toMatchObject({ state: 'failed', error: { code: 'UPCAST_FAILED' } });
    await store.close();
  });
});

/** A schema of one field that is a text, for any library's sake. */
function withText(field: string): AnyJob['input'] {
  const validate = (value: unknown) =>
    typeof (value as Record<string, unknown>)[field] === 'string'
      ? { value }
      : { issues: [{ message: 'Expected a text', path: [field] }] };
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

type Client = Jobs<AnyJob, never>;

function next<Kind extends keyof JobEvents>(jobs: Client, kind: Kind): Promise<JobEvents[Kind][0]> {
  return new Promise((resolve) => {
    jobs.events.once(kind, (event: JobEvents[Kind][0]) => resolve(event));
  });
}

/** Works until the run is final. */
async function finish(jobs: Client, runId: string): Promise<RunRecord> {
  const worker = jobs.worker({ poll: 20 });
  await worker.start();
  const [run] = await jobs.wait([runId]);
  await worker.stop();
  if (run === undefined) throw new Error('the run is gone');
  return run;
}

async function readCheckpoint(ctx: JobContext): Promise<unknown> {
  const { value } = ctx.checkpoint;
  await ctx.checkpoint.save({ page: 4 });
  return value;
}

/** A run of version 1 that saved a checkpoint and waits for its next try. */
async function savedByFirst(store: Store, value: object): Promise<string> {
  const { runId } = await build(store, first()).enqueue('mail', { to: 'ada' });
  await saveAndGoBack(store, first(), value);
  return runId;
}

/** One attempt of a build that saves a checkpoint, after which the run is queued again. */
async function saveAndGoBack(store: Store, { version, upcast, input }: AnyJob, value: object): Promise<void> {
  const job = defineJob({
    name: 'mail',
    description: 'd',
    version,
    ...(upcast !== null && { upcast }),
    input,
    run: async (ctx) => {
      await ctx.checkpoint.save(value as never);
      return ctx.snooze('1ms');
    },
  });
  const jobs = build(store, job);
  const worker = jobs.worker({ poll: 60_000, only: { runIds: [(await jobs.list()).runs[0]?.id ?? ''] } });
  const released = next(jobs, 'run:released');
  await worker.start();
  await released;
  await worker.stop();
}

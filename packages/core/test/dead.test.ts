import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore, type AnyJob, type Jobs } from '@nightshift/core';
import { standingClock } from './harness.js';

type Client = Jobs<AnyJob, never>;

let fails = true;
const mail = defineJob({
  name: 'mail',
  description: 'd',
  input: z.object({ to: z.number() }),
  retry: { attempts: 2, backoff: () => 0 },
  run: () => {
    if (fails) throw new Error('the server is down');
  },
});
const fax = defineJob({
  name: 'fax',
  description: 'd',
  retry: { attempts: 1 },
  run: () => Promise.reject(new Error('busy')),
});

function client(clock = standingClock(), jobs: readonly AnyJob[] = [mail, fax]): { jobs: Client; clock: typeof clock } {
  fails = true;
  return { jobs: createJobs({ jobs, store: memoryStore({ clock }), clock }), clock };
}

/** Works until nothing of what is due is left. */
async function work(jobs: Client): Promise<void> {
  const queued = (await jobs.list({ states: ['queued'] }, { limit: 1_000 })).runs.map(({ id }) => id);
  const worker = jobs.worker({ poll: 10, concurrency: 50 });
  await worker.start();
  await jobs.wait(queued);
  await worker.stop();
}

async function failed(jobs: Client, count: number): Promise<string[]> {
  const items = Array.from({ length: count }, (_, to) => ({ job: 'mail', input: { to } }));
  const answers = await jobs.enqueueMany(items);
  await work(jobs);
  return answers.map(({ runId }) => runId);
}

describe('dead runs', () => {
  it('are listed with who tried, what was said, and what they repeat', async () => {
    const { jobs, clock } = client();
    const [first = ''] = await failed(jobs, 1);
    const again = await jobs.retry(first);
    await work(jobs);
    clock.advance(60_000);
    const { runs } = await jobs.dead();
    expect(runs.map(({ runId }) => runId)).toEqual([again.runId, first]);
    expect(runs[0]).toMatchObject({ job: 'mail', trigger: 'retry', retryOf: [first], repeats: [], ageMs: 60_000 });
    expect(runs[1]).toMatchObject({ trigger: 'api', retryOf: [], repeats: [{ runId: again.runId, state: 'failed' }] });
    expect(runs[1]?.attempts).toHaveLength(2);
    expect(runs[1]?.attempts[0]).toMatchObject({ outcome: 'failed', error: { message: 'the server is down' } });
    expect(runs[1]?.attempts[0]?.worker).not.toBe('');
  });

  it('are repeated once by two who do so at the same moment', async () => {
    const { jobs } = client();
    const [first = ''] = await failed(jobs, 1);
    const answers = await Promise.all([jobs.retry(first), jobs.retry(first)]);
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['created', 'kept']);
  });

  it('follow a chain of repeats back to the first', async () => {
    const { jobs, clock } = client();
    const ids = await failed(jobs, 1);
    for (let repeat = 0; repeat < 3; repeat += 1) {
      // Runs sort by the moment that they were made in.
      clock.advance(1_000);
      ids.push((await jobs.retry(ids.at(-1) ?? '')).runId);
      await work(jobs);
    }
    const [last] = (await jobs.dead()).runs;
    expect(last?.retryOf).toEqual(ids.slice(0, 3).reverse());
  });

  it('are found by job, time and error code, page by page', async () => {
    const { jobs, clock } = client();
    await failed(jobs, 5);
    clock.advance(1_000);
    const since = new Date(clock.now());
    await jobs.enqueue('fax');
    await work(jobs);
    expect((await jobs.dead({ job: 'mail' })).runs).toHaveLength(5);
    expect((await jobs.dead({ since })).runs.map(({ job }) => job)).toEqual(['fax']);
    expect((await jobs.dead({ errorCode: 'TIMEOUT' })).runs).toEqual([]);
    const page = await jobs.dead({ job: 'mail' }, { limit: 3 });
    const rest = await jobs.dead({ job: 'mail' }, { limit: 3, after: page.next ?? '' });
    expect([page.runs.length, rest.runs.length, rest.next]).toEqual([3, 2, null]);
    expect(new Set([...page.runs, ...rest.runs].map(({ runId }) => runId)).size).toBe(5);
  });
});

describe('redriving', () => {
  it('repeats each run once, spread over time', async () => {
    const { jobs, clock } = client();
    const ids = await failed(jobs, 20);
    const answer = await jobs.redrive({ job: 'mail' }, { rate: '10/s' });
    expect(answer).toMatchObject({ redriven: 20, skipped: [], stopped: false });
    expect(answer.firstDueAt).toEqual(new Date(clock.now()));
    expect(answer.lastDueAt).toEqual(new Date(clock.now() + 1_900));
    const { runs } = await jobs.list({ triggers: ['retry'] });
    expect(runs.map(({ retryOf }) => retryOf).sort()).toEqual([...ids].sort());
    const due = runs.map(({ runAt }) => runAt.getTime() - clock.now()).sort((a, b) => a - b);
    expect(due).toEqual(Array.from({ length: 20 }, (_, index) => index * 100));
  });

  it('adds nothing the second time, also when both come at once', async () => {
    const { jobs } = client();
    await failed(jobs, 30);
    const answers = await Promise.all([jobs.redrive({}), jobs.redrive({}), jobs.redrive({})]);
    expect(answers.reduce((sum, { redriven }) => sum + redriven, 0)).toBe(30);
    expect(await jobs.redrive({})).toMatchObject({ redriven: 0, skipped: [{ reason: 'repeated', count: 30 }] });
    expect((await jobs.list({ triggers: ['retry'] }, { limit: 100 })).runs).toHaveLength(30);
  });

  it('goes on behind what an earlier call left due, so that the rate holds', async () => {
    const { jobs } = client();
    await failed(jobs, 4);
    const stopped = await jobs.redrive({}, { rate: '1/s', limit: 2 });
    const rest = await jobs.redrive({}, { rate: '1/s' });
    expect([stopped.redriven, rest.redriven]).toEqual([2, 2]);
    expect((rest.firstDueAt?.getTime() ?? 0) - (stopped.lastDueAt?.getTime() ?? 0)).toBe(1_000);
  });

  it('leaves out what was repeated by hand, and points from a failed repeat to the one to repeat', async () => {
    const { jobs } = client();
    const [first = '', second = ''] = await failed(jobs, 2);
    fails = false;
    await jobs.retry(first);
    await work(jobs);
    fails = true;
    const { runId } = await jobs.retry(second);
    await work(jobs);
    const answer = await jobs.redrive({});
    expect(answer.redriven).toBe(1);
    expect((await jobs.get(answer.first[0] ?? ''))?.retryOf).toBe(runId);
    expect(answer.skipped).toMatchObject([
      { reason: 'repeat-failed', first: [second] },
      { reason: 'repeated', first: [first] },
    ]);
  });

  it('counts and enqueues nothing in a dry run', async () => {
    const { jobs } = client();
    await failed(jobs, 3);
    expect(await jobs.redrive({}, { dryRun: true, rate: '1/m' })).toMatchObject({ redriven: 3, first: [] });
    expect((await jobs.counts()).queued + (await jobs.counts()).scheduled).toBe(0);
  });

  it('takes ids, and says of each that it leaves out why', async () => {
    const { jobs } = client();
    const [id = ''] = await failed(jobs, 1);
    const waiting = await jobs.enqueue('fax');
    const unknown = '01a203af-0000-7000-8000-000000000000';
    const answer = await jobs.redrive([id, id, waiting.runId, unknown]);
    expect(answer.redriven).toBe(1);
    expect(answer.skipped).toMatchObject([
      { reason: 'unknown-run', first: [unknown] },
      { reason: 'not-failed', first: [waiting.runId] },
    ]);
  });

  it('leaves out what this build cannot run, and says what was said', async () => {
    const { jobs, clock } = client();
    await failed(jobs, 1);
    await jobs.enqueue('fax');
    await work(jobs);
    const stricter = defineJob({ ...base, input: z.object({ to: z.string() }) });
    const newer = createJobs({ jobs: [stricter], store: jobs.store, clock });
    const { skipped, redriven } = await newer.redrive({});
    expect(redriven).toBe(0);
    expect(skipped).toMatchObject([
      { reason: 'unknown-job', count: 1 },
      { reason: 'refused', count: 1, detail: expect.stringContaining('to:') },
    ]);
  });

  it('can be cancelled, and repeated after that', async () => {
    const { jobs } = client();
    await failed(jobs, 5);
    await jobs.redrive({}, { rate: '1/m' });
    expect(await jobs.cancelRedrive({ job: 'fax' })).toBe(0);
    expect(await jobs.cancelRedrive({}, { by: 'ada' })).toBe(5);
    expect(await jobs.redrive({})).toMatchObject({ redriven: 5, skipped: [] });
  });

  it('stops at a signal, and a second call does the rest', async () => {
    const { jobs } = client();
    await failed(jobs, 3);
    expect(await jobs.redrive({}, { signal: AbortSignal.abort() })).toMatchObject({ redriven: 0, stopped: true });
    expect(await jobs.redrive({})).toMatchObject({ redriven: 3, stopped: false });
  });

  it.each(['10', '0/s', '-1/s', '1/w', { limit: 0, per: '1s' }, { limit: 1, per: 0 }])(
    'refuses the rate %j',
    async (rate) => {
      const { jobs } = client();
      await expect(jobs.redrive({}, { rate: rate as '1/s' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    },
  );
});

const base = { name: 'mail', description: 'd', run: () => null } as const;

describe('retention', () => {
  it('is by state: what succeeded goes while what failed stays', async () => {
    const clock = standingClock();
    const store = memoryStore({ clock });
    const retention = { success: '1h', failed: '2h' } as const;
    const jobs: Client = createJobs({ jobs: [mail, fax], store, clock, retention });
    const [dead = ''] = await failed(jobs, 1);
    fails = false;
    const { runId } = await jobs.enqueue('mail', { to: 1 });
    await work(jobs);
    clock.advance(3_600_001);
    const worker = jobs.worker({ poll: 10 });
    const pruned = new Promise<void>((resolve) => watchPrune(store, resolve));
    await worker.start();
    await pruned;
    await worker.stop();
    expect(await jobs.get(runId)).toBeUndefined();
    expect((await jobs.get(dead))?.state).toBe('failed');
  });
});

function watchPrune(store: ReturnType<typeof memoryStore>, done: () => void): void {
  const { prune } = store;
  Object.assign(store, {
    prune: async (request: Parameters<typeof prune>[0]) => {
      const pruned = await prune(request);
      done();
      return pruned;
    },
  });
}

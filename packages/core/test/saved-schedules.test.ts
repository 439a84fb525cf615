import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { next, standingClock } from './harness.js';

const report = defineJob({
  name: 'report',
  description: 'Writes the report of a customer.',
  input: z.object({ customer: z.string() }),
  run: (ctx) => ctx.input.customer,
});
const nightly = defineJob({
  name: 'nightly',
  description: 'Runs every night.',
  schedule: { cron: '0 2 * * *' },
  run: () => 'done',
});

function setUp() {
  const clock = standingClock('2026-01-01T00:00:00Z');
  const store = memoryStore({ clock });
  return { clock, store, jobs: createJobs({ jobs: [report, nightly], store, clock }) };
}

const acme = { name: 'report-acme', job: report, cron: '0 7 * * *', input: { customer: 'acme' } } as const;

describe('a saved schedule', () => {
  it('makes runs of its job with its input', async () => {
    const { clock, jobs } = setUp();
    expect(await jobs.schedules.save({ ...acme, timeZone: 'Europe/Berlin', overlap: 'skip', grace: '5m' })).toEqual({
      name: 'report-acme',
      job: 'report',
      cron: '0 7 * * *',
      timeZone: 'Europe/Berlin',
      input: { customer: 'acme' },
      version: 1,
      origin: 'stored',
      missed: 'once',
      missedCap: 100,
      graceMs: 300_000,
      overlap: 'skip',
      nextAt: new Date('2026-01-01T06:00:00Z'),
      lastAt: null,
      lastRunId: null,
      pausedAt: null,
      pausedBy: null,
    });
    const worker = jobs.worker({ poll: 10 });
    await worker.start();
    const settled = next(jobs, 'run:settled');
    clock.advance(6.5 * 3_600_000);
    await settled;
    await worker.stop();
    const { runs } = await jobs.list({ jobs: ['report'] });
    expect(runs.map(({ output, trigger }) => [output, trigger])).toEqual([['acme', 'schedule']]);
    expect(await jobs.schedules.list()).toMatchObject([
      { name: 'nightly' },
      { name: 'report-acme', lastRunId: runs[0]?.id },
    ]);
  });

  it('is changed by its name, and lists what is to come', async () => {
    const { jobs } = setUp();
    await jobs.schedules.save(acme);
    await jobs.schedules.save({ ...acme, cron: '30 7 * * *' });
    expect(await jobs.schedules.list()).toHaveLength(1);
    expect(await jobs.schedules.next('report-acme', 2)).toEqual([
      new Date('2026-01-01T07:30:00Z'),
      new Date('2026-01-02T07:30:00Z'),
    ]);
    await expect(jobs.schedules.next('report-acme', 0)).rejects.toThrow('from 1 to 1000; received 0');
  });

  it('is refused where it is made', async () => {
    const { jobs } = setUp();
    const refusal = async (changes: object) =>
      jobs.schedules.save({ ...acme, ...changes }).catch((error: unknown) => error);
    expect(await refusal({ input: { customer: 8 } })).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await refusal({ timeZone: 'Mars/Olympus' })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refusal({ cron: 'soon' })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refusal({ name: '' })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refusal({ name: 'x'.repeat(201) })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(await refusal({ job: 'repost' })).toMatchObject({ code: 'UNKNOWN_JOB' });
    expect(await refusal({ name: 'nightly' })).toMatchObject({ code: 'DUPLICATE_SCHEDULE' });
    expect(await jobs.schedules.list()).toEqual([]);
  });

  it('rests while it is paused, and goes on with the next occurrence', async () => {
    const { clock, jobs } = setUp();
    await jobs.schedules.save(acme);
    await jobs.schedules.pause('report-acme', { by: 'ada' });
    const worker = jobs.worker({ poll: 10 });
    await worker.start();
    const settled = next(jobs, 'run:settled');
    clock.advance(30 * 3_600_000);
    // The schedule of the code fires for the second night; the paused one was due before it.
    await settled;
    expect(await jobs.schedules.list()).toMatchObject([{}, { pausedBy: 'ada', lastRunId: null }]);
    await jobs.schedules.resume('report-acme');
    await worker.stop();
    expect(await jobs.schedules.list()).toMatchObject([
      {},
      { pausedAt: null, pausedBy: null, nextAt: new Date('2026-01-02T07:00:00Z'), lastRunId: null },
    ]);
  });

  it('that does not exist is said so', async () => {
    const { jobs } = setUp();
    for (const act of ['remove', 'next', 'pause', 'resume'] as const) {
      await expect(jobs.schedules[act]('nobody')).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' });
    }
  });
});

describe('saved schedules and those of the code', () => {
  const start = async (jobs: Pick<ReturnType<typeof setUp>['jobs'], 'worker'>): Promise<void> => {
    const worker = jobs.worker();
    await worker.start();
    await worker.stop();
  };

  it('leave each other alone when a worker starts', async () => {
    const { jobs, store, clock } = setUp();
    await jobs.schedules.save(acme);
    const before = await jobs.schedules.list();
    await start(jobs);
    await start(createJobs({ jobs: [report, nightly], store, clock, schedules: { nightly: false } }));
    expect(await jobs.schedules.list()).toEqual(before);
  });

  it('stay when their job is gone, are told, and can be removed then', async () => {
    const { jobs, store, clock } = setUp();
    await jobs.schedules.save(acme);
    await start(jobs);
    const later = createJobs({ jobs: [], store, clock });
    const orphans: string[] = [];
    later.events.on('schedule:orphaned', ({ name }) => orphans.push(name));
    await start(later);
    expect(orphans).toEqual(['nightly', 'report-acme']);
    expect(await later.schedules.list()).toHaveLength(2);
    for (const name of orphans) await later.schedules.remove(name);
    expect(await later.schedules.list()).toEqual([]);
  });

  it('of the code are not removed by hand, for the next worker would bring them back', async () => {
    const { jobs } = setUp();
    await start(jobs);
    await expect(jobs.schedules.remove('nightly')).rejects.toThrow("createJobs({ schedules: { 'nightly': false } })");
    await jobs.schedules.save(acme);
    await jobs.schedules.remove('report-acme');
    expect((await jobs.schedules.list()).map(({ name }) => name)).toEqual(['nightly']);
  });

  it('cannot have one name: a worker whose job has the name of a saved one does not start', async () => {
    const { jobs, store, clock } = setUp();
    await jobs.schedules.save({ ...acme, name: 'weekly' });
    const weekly = defineJob({ name: 'weekly', description: 'd', schedule: { cron: '@weekly' }, run: () => null });
    const other = createJobs({ jobs: [weekly, report], store, clock });
    const worker = other.worker();
    await expect(worker.start()).rejects.toThrow('jobs.schedules.remove("weekly")');
    await worker.stop();
    expect(await jobs.schedules.list()).toMatchObject([{ name: 'weekly', origin: 'stored' }]);
  });

  it('of two builds with other expressions take the last that started, and run no occurrence twice', async () => {
    const { store, clock } = setUp();
    const build = (cron: string) =>
      createJobs({
        jobs: [defineJob({ name: 'nightly', description: 'd', schedule: { cron }, run: () => null })],
        store,
        clock,
      });
    const [older, newer] = [build('0 2 * * *'), build('0 2,14 * * *')];
    const workers = [older.worker({ poll: 10 }), newer.worker({ poll: 10 })];
    for (const worker of workers) await worker.start();
    const passed = async (at: string) => {
      while ((await store.schedules.list())[0]?.lastAt?.getTime() !== Date.parse(at))
        await new Promise((resolve) => setImmediate(resolve));
    };
    clock.advance(2 * 3_600_000);
    await passed('2026-01-01T02:00:00Z');
    await start(older);
    expect((await store.schedules.list())[0]).toMatchObject({
      cron: '0 2 * * *',
      nextAt: new Date('2026-01-02T02:00:00Z'),
    });
    await start(newer);
    clock.advance(12 * 3_600_000);
    await passed('2026-01-01T14:00:00Z');
    await Promise.all(workers.map((worker) => worker.stop()));
    const { runs } = await older.list();
    expect(runs.map(({ scheduledFor }) => scheduledFor?.toISOString()).reverse()).toEqual([
      '2026-01-01T02:00:00.000Z',
      '2026-01-01T14:00:00.000Z',
    ]);
  });
});

describe('a schedule whose input has another version than its job', () => {
  const build = (version: number) =>
    defineJob({
      name: 'report',
      description: 'd',
      version,
      input: version === 1 ? z.object({ customer: z.string() }) : z.object({ tenant: z.string() }),
      upcast: (input) => ({ tenant: (input as { customer: string }).customer }),
      run: (ctx) => ctx.input,
    });
  const work = async (jobs: ReturnType<typeof createJobs>) => {
    const worker = jobs.worker({ poll: 10 });
    await worker.start();
    return worker;
  };

  it('is brought up for the run when the job is newer, and left to newer workers when it is older', async () => {
    const { clock, store } = setUp();
    const [older, newer] = [1, 2].map((version) => createJobs({ jobs: [build(version)], store, clock }));
    if (older === undefined || newer === undefined) return;
    await older.schedules.save({ ...acme, job: 'report' });
    await newer.schedules.save({ ...acme, name: 'report-new', job: 'report', input: { tenant: 'new' } });
    expect((await newer.schedules.list()).map(({ version }) => version)).toEqual([1, 2]);
    clock.advance(8 * 3_600_000);
    const ticked = next(older, 'run:settled');
    const first = await work(older);
    expect((await older.wait([(await ticked).runId]))[0]).toMatchObject({ version: 1, output: { customer: 'acme' } });
    await first.stop();
    expect(await older.schedules.list()).toMatchObject([{}, { name: 'report-new', lastRunId: null }]);
    clock.advance(24 * 3_600_000);
    let settled = 0;
    const both = new Promise<void>((resolve) => {
      newer.events.on('run:settled', () => void ((settled += 1) === 2 && resolve()));
    });
    const second = await work(newer);
    await both;
    await second.stop();
    const { runs } = await newer.list();
    expect(runs.map(({ version, output }) => ({ version, output }))).toEqual(
      expect.arrayContaining([
        { version: 2, output: { tenant: 'acme' } },
        { version: 2, output: { tenant: 'new' } },
      ]),
    );
    expect(runs).toHaveLength(3);
  });
});

describe('a schedule that cannot be ticked', () => {
  it('is told, and holds up no other', async () => {
    const { clock, store, jobs } = setUp();
    await jobs.open();
    const nextAt = new Date('2026-01-01T00:30:00Z');
    const broken = {
      cron: 'of a later version',
      timeZone: 'UTC',
      input: {},
      origin: 'stored',
      missed: 'once',
    } as const;
    const policies = { version: 1, missedCap: 1, graceMs: 0, overlap: 'queue' } as const;
    await store.schedules.save([{ ...broken, ...policies, name: 'broken', job: 'nightly', nextAt }]);
    const worker = jobs.worker({ poll: 10 });
    await worker.start();
    const failed = next(jobs, 'worker:error');
    const settled = next(jobs, 'run:settled');
    clock.advance(2.5 * 3_600_000);
    expect(await failed).toMatchObject({ during: 'ticking schedule "broken"' });
    expect(await settled).toMatchObject({ job: 'nightly', state: 'success' });
    await worker.stop();
  });

  it('for its input, which its job takes no longer, makes a run that fails and goes on', async () => {
    const { clock, jobs, store } = setUp();
    await jobs.schedules.save(acme);
    const stricter = defineJob({
      name: 'report',
      description: 'd',
      input: z.object({ tenant: z.string() }),
      concurrency: { limit: 1, per: ({ tenant }) => tenant },
      run: () => null,
    });
    const later = createJobs({ jobs: [stricter], store, clock });
    const worker = later.worker({ poll: 10 });
    await worker.start();
    const settled = next(later, 'run:settled');
    clock.advance(8 * 3_600_000);
    expect(await settled).toMatchObject({ state: 'failed', error: { code: 'INVALID_INPUT' } });
    await worker.stop();
    expect((await later.schedules.list())[0]?.nextAt).toEqual(new Date('2026-01-02T07:00:00Z'));
  });
});

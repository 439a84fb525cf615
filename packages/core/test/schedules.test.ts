import { describe, expect, it } from 'vitest';
import { createJobs, defineJob, memoryStore, type ScheduleChoices } from '@nightshift/core';
import { standingClock } from './harness.js';

const nightly = (cron: string, timeZone?: string) =>
  defineJob({
    name: 'nightly',
    description: 'd',
    schedule: { cron, ...(timeZone && { timeZone }) },
    run: () => 'done',
  });

function client(
  job: ReturnType<typeof nightly>,
  setup: {
    clock: ReturnType<typeof standingClock>;
    store: ReturnType<typeof memoryStore>;
    schedules?: ScheduleChoices;
  },
) {
  return createJobs({ jobs: [job], ...setup });
}

describe('schedules', () => {
  it('make one run per occurrence, however many processes tick', async () => {
    const clock = standingClock('2026-01-01T00:00:00Z');
    const store = memoryStore({ clock });
    const clients = [1, 2, 3].map(() => client(nightly('0 2 * * *'), { clock, store }));
    const settled = new Promise<void>((resolve) => {
      for (const jobs of clients) jobs.events.on('run:settled', () => resolve());
    });
    const workers = clients.map((jobs) => jobs.worker({ poll: 10 }));
    await Promise.all(workers.map((worker) => worker.start()));
    expect((await store.schedules.list()).map((schedule) => schedule.nextAt)).toEqual([
      new Date('2026-01-01T02:00:00Z'),
    ]);
    clock.advance(2 * 3_600_000 + 1);
    await settled;
    await Promise.all(workers.map((worker) => worker.stop()));
    const { runs } = await clients[0]!.list();
    expect(runs.map((run) => [run.job, run.trigger, run.state])).toEqual([['nightly', 'schedule', 'success']]);
    expect(await store.schedules.list()).toMatchObject([
      { nextAt: new Date('2026-01-02T02:00:00Z'), lastAt: new Date('2026-01-01T02:00:00Z'), lastRunId: runs[0]?.id },
    ]);
  });

  it('make one run for all the occurrences that nobody was there for', async () => {
    const clock = standingClock('2026-01-01T00:00:00Z');
    const store = memoryStore({ clock });
    const first = client(nightly('0 2 * * *'), { clock, store });
    const worker = first.worker();
    await worker.start();
    await worker.stop();
    clock.advance(14 * 86_400_000);
    const second = client(nightly('0 2 * * *'), { clock, store });
    const settled = new Promise<void>((resolve) => second.events.once('run:settled', () => resolve()));
    const later = second.worker({ poll: 10 });
    await later.start();
    await settled;
    await later.stop();
    expect((await second.list()).runs).toHaveLength(1);
    expect((await store.schedules.list())[0]?.nextAt).toEqual(new Date('2026-01-15T02:00:00Z'));
  });

  it('follow the code: kept when unchanged, changed, turned off, and on with other values', async () => {
    const clock = standingClock('2026-01-01T00:00:00Z');
    const store = memoryStore({ clock });
    const start = async (job: ReturnType<typeof nightly>, schedules: ScheduleChoices = {}) => {
      const worker = client(job, { clock, store, schedules }).worker();
      await worker.start();
      await worker.stop();
      return (await store.schedules.list()).map((schedule) => [schedule.cron, schedule.nextAt.toISOString()]);
    };
    expect(await start(nightly('0 2 * * *'))).toEqual([['0 2 * * *', '2026-01-01T02:00:00.000Z']]);
    clock.advance(3_600_000);
    expect(await start(nightly('0 2 * * *'))).toEqual([['0 2 * * *', '2026-01-01T02:00:00.000Z']]);
    expect(await start(nightly('0 5 * * *'))).toEqual([['0 5 * * *', '2026-01-01T05:00:00.000Z']]);
    expect(await start(nightly('0 5 * * *'), { nightly: { cron: '@daily' } })).toEqual([
      ['@daily', '2026-01-02T00:00:00.000Z'],
    ]);
    expect(await start(nightly('0 5 * * *'), { nightly: false })).toEqual([]);
  });

  it('that ship switched off stay off until the host turns them on', async () => {
    const clock = standingClock();
    const store = memoryStore({ clock });
    const job = defineJob({
      name: 'shipped',
      description: 'd',
      schedule: { cron: '0 2 * * *', enabled: false },
      run: () => null,
    });
    const start = async (schedules: ScheduleChoices) => {
      const worker = createJobs({ jobs: [job], store, clock, schedules }).worker();
      await worker.start();
      await worker.stop();
      return (await store.schedules.list()).length;
    };
    expect(await start({})).toBe(0);
    expect(await start({ shipped: true })).toBe(1);
    const choose = (schedules: ScheduleChoices) => () => createJobs({ jobs: [job], store, schedules });
    expect(choose({ shiped: true })).toThrow('Did you mean "shipped"?');
    expect(choose({ shipped: { cron: 'never' } })).toThrow('not cron');
  });
});

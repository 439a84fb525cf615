import { describe, expect, it } from 'vitest';
import {
  createJobs,
  defineJob,
  memoryStore,
  type AnyJob,
  type JobEvents,
  type Jobs,
  type ScheduleOptions,
} from '@nightshift/core';
import { gate, next, standingClock } from './harness.js';

const HOUR = 3_600_000;

/** A job that runs every hour and is held until its gate is opened; the clock stands at a quarter to one. */
function hourly(schedule: Partial<ScheduleOptions>) {
  const clock = standingClock('2026-01-01T00:45:00Z');
  const release = gate();
  const job = defineJob({
    name: 'hourly',
    description: 'd',
    schedule: { cron: '0 * * * *', ...schedule },
    run: async (ctx) => {
      await Promise.race([release.opened, new Promise((_, stop) => ctx.signal.addEventListener('abort', stop))]);
      return ctx.run.scheduledFor;
    },
  });
  const jobs = createJobs({ jobs: [job], store: memoryStore({ clock }), clock });
  const worker = jobs.worker({ poll: 10 });
  return { clock, release, jobs, worker };
}

async function scheduledFor(jobs: Jobs<AnyJob, never>): Promise<(string | undefined)[]> {
  const { runs } = await jobs.list();
  return runs.map((run) => run.scheduledFor?.toISOString().slice(11, 16)).reverse();
}

describe('a run that a schedule made', () => {
  it('knows its occurrence, and so does a repetition of it', async () => {
    const { clock, release, jobs, worker } = hourly({});
    release.open();
    await worker.start();
    clock.advance(20 * 60_000);
    const { runId } = await next(jobs, 'run:settled');
    const { runId: again } = await jobs.retry(runId);
    const runs = await jobs.wait([runId, again]);
    await worker.stop();
    expect(runs.map((run) => [run.trigger, run.output])).toEqual([
      ['schedule', '2026-01-01T01:00:00.000Z'],
      ['retry', '2026-01-01T01:00:00.000Z'],
    ]);
  });
});

describe('when the last run is unfinished', () => {
  it('`queue` enqueues the next one as well', async () => {
    const { clock, release, jobs, worker } = hourly({});
    await worker.start();
    for (const _ of [1, 2]) {
      const started = next(jobs, 'run:started');
      clock.advance(HOUR);
      await started;
    }
    expect((await jobs.counts()).running).toBe(2);
    release.open();
    await worker.stop();
    expect(await scheduledFor(jobs)).toEqual(['01:00', '02:00']);
  });

  it('`skip` leaves the occurrence out and says so, and the one after it finished runs', async () => {
    const { clock, release, jobs, worker } = hourly({ overlap: 'skip' });
    const missed: JobEvents['schedule:missed'][0][] = [];
    jobs.events.on('schedule:missed', (event) => missed.push(event));
    await worker.start();
    const started = next(jobs, 'run:started');
    clock.advance(15 * 60_000);
    const { runId } = await started;
    const skipped = next(jobs, 'schedule:skipped');
    clock.advance(HOUR);
    const at = new Date('2026-01-01T02:00:00Z');
    expect(await skipped).toEqual({ name: 'hourly', job: 'hourly', due: 1, at, unfinished: runId });
    release.open();
    await jobs.wait([runId]);
    const settled = next(jobs, 'run:settled');
    clock.advance(HOUR);
    await settled;
    await worker.stop();
    expect(await scheduledFor(jobs)).toEqual(['01:00', '03:00']);
    expect(missed).toEqual([]);
  });

  it('`replace` cancels it with the reason, and the new one runs', async () => {
    const { clock, release, jobs, worker } = hourly({ overlap: 'replace' });
    await worker.start();
    const started = next(jobs, 'run:started');
    clock.advance(15 * 60_000);
    const { runId: first } = await started;
    const settled = next(jobs, 'run:settled');
    const restarted = next(jobs, 'run:started');
    clock.advance(HOUR);
    expect(await settled).toMatchObject({ runId: first, state: 'cancelled' });
    const { runId: second } = await restarted;
    release.open();
    const runs = await jobs.wait([first, second]);
    await worker.stop();
    expect(runs.map(({ state }) => state)).toEqual(['cancelled', 'success']);
    expect(runs[0]?.cancel).toEqual({
      code: 'requested',
      by: 'schedule hourly',
      message: 'Replaced by the run for 2026-01-01T02:00:00.000Z',
    });
  });
});

describe('what was missed', () => {
  it('is told with its numbers, in the event and in the log of the host', async () => {
    const clock = standingClock('2026-01-01T00:45:00Z');
    const job = defineJob({
      name: 'hourly',
      description: 'd',
      schedule: { cron: '0 * * * *', missed: 'all', missedCap: 2 },
      run: () => null,
    });
    const warnings: unknown[][] = [];
    const ignore = () => undefined;
    const logger = { debug: ignore, info: ignore, error: ignore, warn: (...line: unknown[]) => warnings.push(line) };
    const jobs = createJobs({ jobs: [job], store: memoryStore({ clock }), clock, logger });
    const worker = jobs.worker({ poll: 10 });
    await worker.start();
    const missed = next(jobs, 'schedule:missed');
    clock.advance(5 * HOUR);
    expect(await missed).toEqual({
      name: 'hourly',
      job: 'hourly',
      policy: 'all',
      due: 5,
      made: 2,
      dropped: 3,
      from: new Date('2026-01-01T01:00:00Z'),
      to: new Date('2026-01-01T05:00:00Z'),
    });
    await worker.stop();
    expect(warnings).toEqual([
      ['Schedule "hourly" made 2 runs for 5 occurrences', { job: 'hourly', policy: 'all', dropped: 3 }],
    ]);
  });
});

describe('a clock that jumps', () => {
  it('backwards repeats no occurrence, even when the rule changes meanwhile', async () => {
    const clock = standingClock('2026-01-01T00:45:00Z');
    const store = memoryStore({ clock });
    const runs: string[] = [];
    const work = async (cron: string, ms: number, expected: number) => {
      const job = defineJob({ name: 'hourly', description: 'd', schedule: { cron }, run: () => null });
      const jobs = createJobs({ jobs: [job], store, clock });
      jobs.events.on('run:settled', ({ runId }) => runs.push(runId));
      const worker = jobs.worker({ poll: 10 });
      await worker.start();
      clock.advance(ms);
      const passed = new Date(clock.now());
      const isPast = async () => (await store.schedules.list()).every(({ nextAt }) => nextAt > passed);
      while (!(await isPast())) await new Promise((resolve) => setImmediate(resolve));
      while (runs.length < expected) await next(jobs, 'run:settled');
      await worker.stop();
    };
    await work('0 * * * *', 20 * 60_000, 1);
    clock.advance(-15 * 60_000);
    await work('0,30 * * * *', 20 * 60_000, 1);
    await work('0,30 * * * *', 30 * 60_000, 2);
    expect(new Set(runs).size).toBe(2);
    const jobs = createJobs({ jobs: [], store });
    expect(await scheduledFor(jobs)).toEqual(['01:00', '01:30']);
  });
});

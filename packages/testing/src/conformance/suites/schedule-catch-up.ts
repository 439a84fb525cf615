import assert from 'node:assert/strict';
import { createJobs, defineJob, type JobEvents, type ScheduleRule } from '@nightshift/core';
import { findSchedule, MINUTE, newRule } from '../rules.js';
import { suite } from '../suite.js';
import type { Subject } from '../subject.js';

const HOUR = 3_600_000;

export const scheduleCatchUpSuite = suite('schedule-catch-up', (test) => {
  test('a machine that slept through an occurrence makes its run when it wakes', async (subject) => {
    const { events, dates } = await sleepThrough(subject, { missed: 'once' }, { occurrences: 1 });
    assert.deepEqual(events, [{ due: 1, made: 1, dropped: 0 }]);
    assert.equal(dates.length, 1);
  });

  test('of many missed occurrences, `once` makes the latest', async (subject) => {
    const { events, dates, last } = await sleepThrough(subject, { missed: 'once' }, { occurrences: 24 });
    assert.deepEqual(events, [{ due: 24, made: 1, dropped: 23 }]);
    assert.deepEqual(dates, [last]);
  });

  test('`all` makes every one, up to the cap, and drops the oldest', async (subject) => {
    const { events, dates, last } = await sleepThrough(subject, { missed: 'all', missedCap: 3 }, { occurrences: 24 });
    assert.deepEqual(events, [{ due: 24, made: 3, dropped: 21 }]);
    assert.deepEqual(
      dates,
      [2, 1, 0].map((ago) => new Date(last.getTime() - ago * HOUR)),
    );
  });

  test('`skip` makes none, says so, and goes on with the next', async (subject) => {
    const { events, dates, last } = await sleepThrough(subject, { missed: 'skip' }, { occurrences: 24 });
    assert.deepEqual(events, [{ due: 24, made: 0, dropped: 24 }]);
    assert.deepEqual(dates, []);
    assert.deepEqual((await findSchedule(subject))?.nextAt, new Date(last.getTime() + HOUR));
  });

  test('workers that wake at once make one run between them, and tell once', async (subject) => {
    const { events, dates } = await sleepThrough(subject, { missed: 'once' }, { occurrences: 5, workers: 4 });
    assert.deepEqual(events, [{ due: 5, made: 1, dropped: 4 }]);
    assert.equal(dates.length, 1);
  });
});

/**
 * Workers run while the hours of an hourly schedule pass unnoticed: the store's clock jumps, or, where it cannot, the schedule is
 * saved as one that waited so long.
 */
async function sleepThrough(
  subject: Subject,
  policies: Partial<ScheduleRule>,
  { occurrences, workers = 1 }: { readonly occurrences: number; readonly workers?: number },
) {
  const now = await subject.now();
  // Half an hour away from now on either side, so that no occurrence comes while the test looks on.
  const halfAgo = Math.floor(now / MINUTE) * MINUTE - HOUR / 2;
  const cron = `${new Date(halfAgo).getUTCMinutes()} * * * *`;
  const rule = newRule(subject, { cron, graceMs: 1_000, ...policies });
  const first = new Date(subject.hasFakeClock ? halfAgo + HOUR : halfAgo - (occurrences - 1) * HOUR);
  const last = new Date(first.getTime() + (occurrences - 1) * HOUR);
  const { events, told, stop } = await watch(subject, workers);
  await subject.store.schedules.save([{ ...rule, nextAt: first }]);
  if (subject.hasFakeClock) await subject.advance(last.getTime() + HOUR / 2 - now);
  await told;
  await stop();
  const { runs } = await subject.store.read.list({ jobs: [subject.job] }, { limit: 50 });
  const dates = runs.map(({ scheduledFor }) => scheduledFor).sort((a, b) => Number(a) - Number(b));
  return { events, dates, last };
}

/** Starts workers of the test's job, and gathers what they tell of missed occurrences. */
async function watch(subject: Subject, count: number) {
  const job = defineJob({ name: subject.job, description: 'Does nothing.', run: () => null });
  const stores = await subject.instances();
  const events: Pick<JobEvents['schedule:missed'][0], 'due' | 'made' | 'dropped'>[] = [];
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const started = Array.from({ length: count }, (_, index) => {
    const jobs = createJobs({ jobs: [job], store: stores[index % stores.length] ?? subject.store });
    jobs.events.on('schedule:missed', ({ due, made, dropped }) => {
      events.push({ due, made, dropped });
      tell();
    });
    return jobs.worker({ poll: 10 });
  });
  await Promise.all(started.map((worker) => worker.start()));
  const stop = async (): Promise<void> => void (await Promise.all(started.map((worker) => worker.stop())));
  return { events, told, stop };
}

import assert from 'node:assert/strict';
import { createJobs, defineJob, type JobEvents, type ScheduleRule } from '@nightshift/core';
import { dueMove, findSchedule, MINUTE } from '../rules.js';
import { suite } from '../suite.js';
import type { Subject } from '../subject.js';

const HOUR = 60 * MINUTE;

export const scheduleOverlapSuite = suite('schedule-overlap', (test) => {
  test('`skip` makes no run while the last one is unfinished, says so, and goes on', async (subject) => {
    const { runId, from, jobs } = await unfinishedRun(subject, 'skip');
    const skipped = nextEvent(jobs, 'schedule:skipped');
    await tickUntil(jobs, skipped);
    assert.deepEqual(await skipped, { name: subject.job, job: subject.job, due: 1, at: from, unfinished: runId });
    assert.equal(await subject.state(runId), 'queued');
    assert.equal((await subject.store.read.list({ jobs: [subject.job] }, { limit: 10 })).runs.length, 1);
    const schedule = await findSchedule(subject);
    assert.equal(schedule?.lastRunId, runId);
    assert.ok(schedule.nextAt > from);
  });

  test('`replace` cancels the unfinished run, and makes the next one', async (subject) => {
    const { runId, from, jobs } = await unfinishedRun(subject, 'replace');
    await tickUntil(jobs, jobs.wait([runId]));
    const { state, cancel } = await subject.record(runId);
    assert.deepEqual([state, cancel?.code, cancel?.by], ['cancelled', 'requested', `schedule ${subject.job}`]);
    const schedule = await findSchedule(subject);
    assert.deepEqual(schedule?.lastAt, from);
    const next = await subject.record(schedule.lastRunId ?? '');
    assert.deepEqual([next.state, next.scheduledFor], ['queued', from]);
  });

  test('`queue` leaves the unfinished run as it is, and makes the next one', async (subject) => {
    const { runId, from, jobs } = await unfinishedRun(subject, 'queue');
    const missed = nextEvent(jobs, 'schedule:missed');
    await tickUntil(jobs, missed);
    assert.equal(await subject.state(runId), 'queued');
    const schedule = await findSchedule(subject);
    const next = await subject.record(schedule?.lastRunId ?? '');
    assert.deepEqual([next.state, next.scheduledFor], ['queued', from]);
  });
});

/** A schedule whose last run waits in its queue, and whose next occurrence was half an hour ago. */
async function unfinishedRun(subject: Subject, overlap: ScheduleRule['overlap']) {
  const halfAgo = Math.floor((await subject.now()) / MINUTE) * MINUTE - HOUR / 2;
  const from = new Date(halfAgo);
  const move = await dueMove(subject, { cron: `${from.getUTCMinutes()} * * * *`, overlap });
  assert.equal(await subject.store.schedules.advance({ ...move, to: from }), true);
  const job = defineJob({ name: subject.job, description: 'Does nothing.', run: () => null });
  const jobs = createJobs({ jobs: [job], store: subject.store });
  return { runId: move.runs[0]?.id ?? '', from, jobs };
}

type Client = Awaited<ReturnType<typeof unfinishedRun>>['jobs'];

/** Lets a worker tick that claims nothing, so that what is queued stays so. */
async function tickUntil(jobs: Client, seen: Promise<unknown>): Promise<void> {
  const worker = jobs.worker({ poll: 10, queues: ['nobody-enqueues-here'] });
  await worker.start();
  await seen;
  await worker.stop();
}

function nextEvent<Kind extends 'schedule:missed' | 'schedule:skipped'>(
  jobs: Client,
  kind: Kind,
): Promise<JobEvents[Kind][0]> {
  return new Promise((resolve) => {
    jobs.events.once(kind, (event: JobEvents[Kind][0]) => resolve(event));
  });
}

import type { ScheduleMove, ScheduleRecord, ScheduleRule } from '@nightshift/core';
import type { Subject } from './subject.js';

export const MINUTE = 60_000;

/** A rule of the test's job, named after it. */
export function newRule(subject: Subject, changes: Partial<ScheduleRule> = {}): ScheduleRule {
  return {
    name: subject.job,
    job: subject.job,
    cron: '0 2 * * *',
    timeZone: 'UTC',
    input: {},
    version: 1,
    origin: 'stored',
    missed: 'once',
    missedCap: 100,
    graceMs: MINUTE,
    overlap: 'queue',
    ...changes,
  };
}

/** What a store knows of a rule that was just saved. */
export const FRESH = { lastAt: null, lastRunId: null, pausedAt: null, pausedBy: null };

/** A schedule that is due, and the move to its next occurrence with one run. */
export async function dueMove(subject: Subject, changes: Partial<ScheduleRule> = {}): Promise<ScheduleMove> {
  const rule = newRule(subject, changes);
  const from = await inMs(subject, 0);
  await subject.store.schedules.save([{ ...rule, nextAt: from }]);
  const { name, cron, timeZone } = rule;
  const runs = [subject.newRun({ trigger: 'schedule', scheduledFor: from })];
  return { name, cron, timeZone, from, to: new Date(from.getTime() + MINUTE), lastAt: from, runs };
}

export async function inMs(subject: Subject, ms: number): Promise<Date> {
  return new Date((await subject.now()) + ms);
}

export async function findSchedule(subject: Subject, name = subject.job): Promise<ScheduleRecord | undefined> {
  return (await subject.store.schedules.list()).find((schedule) => schedule.name === name);
}

/** Names of the due schedules of the test's job. */
export async function dueNames(subject: Subject, limit = 10): Promise<string[]> {
  const { due } = await subject.store.schedules.due({ jobs: [subject.job], limit });
  return due.map(({ name }) => name);
}

import type { AnyJob } from '../job/job.js';
import { readInput } from '../job/read-input.js';
import type { Registry } from '../registry.js';
import { checkSchedule } from '../schedules/schedule-rule.js';
import type { ScheduleRecord } from '../store/schedules.js';
import type { Found } from './findings.js';
import { inWords } from './in-words.js';

/** What this build cannot read of a schedule. The one of a definition it knows is written anew by its first worker. */
export async function lookAtSchedule(registry: Registry, schedule: ScheduleRecord): Promise<Found[]> {
  const job = registry.find(schedule.job);
  if (job === undefined) return [{ problem: 'schedule-unknown-job', job: schedule.job }];
  if (schedule.origin === 'code') return [];
  return [...invalidRule(schedule), ...(await refusedInput(schedule, job))];
}

function invalidRule({ name, job, cron, timeZone }: ScheduleRecord): Found[] {
  try {
    checkSchedule(`Schedule "${name}"`, { cron, timeZone });
    return [];
  } catch (error) {
    return [{ problem: 'schedule-rule-invalid', job, detail: (error as Error).message }];
  }
}

async function refusedInput({ input, version }: ScheduleRecord, job: AnyJob): Promise<Found[]> {
  try {
    await readInput(job, { input, version });
    return [];
  } catch (error) {
    return [{ problem: 'schedule-input-refused', job: job.name, detail: inWords(error, job, input) }];
  }
}

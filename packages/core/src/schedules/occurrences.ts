import { CronExpressionParser } from 'cron-parser';
import { NightshiftError } from '../errors.js';
import type { ScheduleOptions } from '../job/schedule-options.js';

/** A rule as the engine reads it: a cron expression in a time zone. */
export interface CronRule {
  readonly cron: string;
  readonly timeZone: string;
}

/**
 * The first occurrence after a moment.
 *
 * A wall time that daylight saving skips runs at the moment the clock jumps; one that occurs twice runs once, the first time.
 */
export function nextOccurrence(rule: CronRule, after: Date): Date {
  return CronExpressionParser.parse(rule.cron, { tz: rule.timeZone, currentDate: after }).next().toDate();
}

/**
 * Checks a schedule where it is made.
 *
 * @throws NightshiftError `INVALID_OPTION` with what is wrong in the cron expression or the time zone.
 */
export function assertSchedule(job: string, schedule: ScheduleOptions): void {
  const timeZone = schedule.timeZone ?? 'UTC';
  assertTimeZone(job, timeZone);
  if (schedule.cron.length > 200) {
    throw new NightshiftError('INVALID_OPTION', `The cron expression of job "${job}" is longer than 200 characters.`);
  }
  try {
    nextOccurrence({ cron: schedule.cron, timeZone }, new Date(0));
  } catch (error) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Job "${job}" has a schedule that is not cron: expected five or six fields such as '0 2 * * *', received ${JSON.stringify(schedule.cron)} (${(error as Error).message}).`,
      { cause: error },
    );
  }
}

function assertTimeZone(job: string, timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (error) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Job "${job}" has an unknown time zone: expected an IANA name such as 'Europe/Berlin', received ${JSON.stringify(timeZone)}.`,
      { cause: error },
    );
  }
}

import { NightshiftError } from '../errors.js';
import type { ScheduleOrigin } from './schedules.js';

/** What every store throws when a rule would take the place of one that belongs to somebody else. */
export function duplicateSchedule(name: string, origin: ScheduleOrigin): NightshiftError {
  return new NightshiftError(
    'DUPLICATE_SCHEDULE',
    origin === 'code'
      ? `The schedule of job "${name}" cannot be stored: a schedule of that name was saved at run time. Remove that one with jobs.schedules.remove(${JSON.stringify(name)}), or save it under another name.`
      : `The schedule ${JSON.stringify(name)} cannot be stored: the name of a job is kept for the schedule of its definition. Give this one another name.`,
  );
}

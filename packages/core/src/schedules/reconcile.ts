import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import type { ScheduleOptions } from '../job/schedule-options.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import { Occurrences } from './occurrences.js';
import { checkSchedule, toRule } from './schedule-rule.js';

/** The host's say on schedules, by job: on as defined, off, or with other values. */
export type ScheduleChoices = Readonly<Record<string, boolean | Partial<ScheduleOptions>>>;

/**
 * The schedules that are on: what the jobs define, with the host's choices on top.
 *
 * @throws NightshiftError `UNKNOWN_JOB` or `INVALID_OPTION` for a choice that cannot be.
 */
export function activeSchedules(registry: Registry, choices: ScheduleChoices): ReadonlyMap<string, ScheduleOptions> {
  for (const name of Object.keys(choices)) registry.get(name);
  const active = new Map<string, ScheduleOptions>();
  for (const job of registry.all) {
    const schedule = chosen(job, Object.hasOwn(choices, job.name) ? choices[job.name] : undefined);
    if (schedule !== null) active.set(job.name, schedule);
  }
  return active;
}

function chosen(job: AnyJob, choice: boolean | Partial<ScheduleOptions> | undefined): ScheduleOptions | null {
  if (choice === false) return null;
  if (choice === undefined) return job.schedule?.enabled === false ? null : job.schedule;
  const { cron, ...rest } = { ...job.schedule, ...(choice === true ? {} : choice) };
  if (cron === undefined) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `The schedule of job "${job.name}" is turned on, but neither the job nor createJobs gives a cron expression.`,
    );
  }
  const schedule = { ...rest, cron };
  checkSchedule(`Job "${job.name}"`, schedule);
  return schedule;
}

/**
 * Brings the schedules of the code in line with the active ones. A rule whose expression and time zone did not change keeps its
 * next occurrence, so a deployment neither loses nor repeats one. Schedules saved at run time, and rules of jobs that
 * this registry does not know, are left alone.
 *
 * @returns names of schedules whose job this registry does not know.
 * @throws NightshiftError `DUPLICATE_SCHEDULE` when one saved at run time has the name of a job with an active schedule.
 */
export async function reconcileSchedules(
  store: Store<unknown>,
  registry: Registry,
  active: ReadonlyMap<string, ScheduleOptions>,
): Promise<string[]> {
  const known = await store.schedules.list();
  const isOff = (name: string): boolean => registry.find(name) !== undefined && !active.has(name);
  const gone = known.filter(({ origin, name }) => origin === 'code' && isOff(name));
  if (gone.length > 0) await store.schedules.remove(gone.map(({ name }) => name));
  const now = await store.schedules.now();
  const rules = await Promise.all(
    [...active].map(([name, options]) => toRule(registry.get(name), options, { name, origin: 'code' })),
  );
  const saved = rules.map((rule) => ({ ...rule, nextAt: new Occurrences(rule).next(now) }));
  if (saved.length > 0) await store.schedules.save(saved);
  return known.filter(({ job }) => registry.find(job) === undefined).map(({ name }) => name);
}

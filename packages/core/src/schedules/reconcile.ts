import { parseInput } from '../job/schema.js';
import type { ScheduleOptions } from '../job/schedule-options.js';
import { DEFAULT_LIMITS, toJson } from '../limits.js';
import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import { assertSchedule, nextOccurrence } from './occurrences.js';

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
    const schedule = chosen(job, choices[job.name]);
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
  assertSchedule(job.name, schedule);
  return schedule;
}

/**
 * Brings the stored schedules in line with the active ones. A rule that did not change keeps its next occurrence, so a
 * deployment neither loses nor repeats one. Rules of jobs that this registry does not know are left alone.
 *
 * @returns names of stored schedules whose job this registry does not know.
 */
export async function reconcileSchedules(
  store: Store<unknown>,
  registry: Registry,
  active: ReadonlyMap<string, ScheduleOptions>,
): Promise<string[]> {
  const stored = await store.schedules.list();
  const gone = stored.filter((rule) => registry.find(rule.job) !== undefined && !active.has(rule.name));
  if (gone.length > 0) await store.schedules.remove(gone.map((rule) => rule.name));
  const now = await store.schedules.now();
  const rules = await Promise.all([...active].map(([name, schedule]) => toRule(registry.get(name), schedule, now)));
  if (rules.length > 0) await store.schedules.save(rules);
  return stored.filter((rule) => registry.find(rule.job) === undefined).map((rule) => rule.name);
}

async function toRule(job: AnyJob, schedule: ScheduleOptions, now: Date) {
  const input = schedule.input ?? {};
  await parseInput(job, input);
  const rule = { cron: schedule.cron, timeZone: schedule.timeZone ?? 'UTC' };
  return {
    name: job.name,
    job: job.name,
    ...rule,
    input: toJson(input, `The scheduled input of job "${job.name}"`, {
      bytes: DEFAULT_LIMITS.inputBytes,
      code: 'INVALID_INPUT',
    }),
    nextAt: nextOccurrence(rule, now),
  };
}

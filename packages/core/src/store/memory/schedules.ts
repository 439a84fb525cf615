import type { Json } from '../../json.js';
import { checkLimit, checkNewRuns } from '../check-arguments.js';
import { duplicateSchedule } from '../duplicate-schedule.js';
import type { NewRun } from '../new-run.js';
import type { DueRequest, ScheduleMove, ScheduleRecord, ScheduleRule } from '../schedules.js';
import { enqueue } from './enqueue.js';
import { fromText, toText } from './json-text.js';
import type { Memory, StoredSchedule } from './memory.js';
import { byId } from './ready-runs.js';

export function saveSchedules(memory: Memory, rules: readonly (ScheduleRule & { readonly nextAt: Date })[]): void {
  // Everything that may throw comes first: nothing is saved when one rule is refused.
  const written = rules.map((rule) => ({ ...ruleOf(rule), input: toText(rule.input), nextAt: rule.nextAt.getTime() }));
  for (const { name, origin } of written) refuseOtherOrigin(memory.schedules.get(name), origin);
  for (const rule of written) {
    const known = memory.schedules.get(rule.name);
    const nextAt = known !== undefined && followsRule(known, rule) ? known.nextAt : rule.nextAt;
    const { lastAt, lastRunId, pausedAt, pausedBy } = known ?? NEW;
    memory.schedules.set(rule.name, { ...rule, nextAt, lastAt, lastRunId, pausedAt, pausedBy });
  }
}

export function removeSchedules(memory: Memory, names: readonly string[]): void {
  for (const name of names) memory.schedules.delete(name);
}

export function listSchedules(memory: Memory): ScheduleRecord[] {
  return [...memory.schedules.values()].sort(byName).map(toScheduleRecord);
}

export function pauseSchedule(memory: Memory, name: string, by: string): boolean {
  const schedule = memory.schedules.get(name);
  if (schedule === undefined) return false;
  if (schedule.pausedAt === null) memory.schedules.set(name, { ...schedule, pausedAt: memory.now, pausedBy: by });
  return true;
}

export function resumeSchedule(memory: Memory, name: string, nextAt: Date): boolean {
  const schedule = memory.schedules.get(name);
  if (schedule === undefined) return false;
  if (schedule.pausedAt !== null)
    memory.schedules.set(name, { ...schedule, pausedAt: null, pausedBy: null, nextAt: nextAt.getTime() });
  return true;
}

export function dueSchedules(
  memory: Memory,
  { jobs, limit }: DueRequest,
): { due: ScheduleRecord[]; nextDueMs: number | null } {
  checkLimit('limit', limit);
  const now = memory.now;
  const byTime = [...memory.schedules.values()]
    .filter(({ job, pausedAt }) => pausedAt === null && jobs.includes(job))
    .sort((a, b) => a.nextAt - b.nextAt || byName(a, b));
  const due = byTime.filter((schedule) => schedule.nextAt <= now).slice(0, limit);
  const next = byTime[due.length];
  return { due: due.map(toScheduleRecord), nextDueMs: next === undefined ? null : Math.max(0, next.nextAt - now) };
}

export function advanceSchedule(memory: Memory, move: ScheduleMove): boolean {
  const { name, from, to, runs, lastAt } = move;
  checkNewRuns(runs);
  const schedule = memory.schedules.get(name);
  const isThere = schedule !== undefined && schedule.pausedAt === null && schedule.nextAt === from.getTime();
  if (!isThere || !followsRule(schedule, move)) return false;
  const last = { lastAt: lastAt.getTime(), lastRunId: addRuns(memory, runs) };
  memory.schedules.set(name, { ...schedule, nextAt: to.getTime(), ...(last.lastRunId !== null && last) });
  return true;
}

/** Adds the runs that are not there yet, and answers with the run that stands for the last of them. */
function addRuns(memory: Memory, runs: readonly NewRun[]): string | null {
  const fresh = runs.filter(({ id }) => memory.runs.get(id) === undefined);
  const answers = enqueue(memory, fresh);
  const last = runs.at(-1);
  return answers[fresh.findIndex(({ id }) => id === last?.id)]?.runId ?? last?.id ?? null;
}

const NEW = { lastAt: null, lastRunId: null, pausedAt: null, pausedBy: null };

function ruleOf({ name, job, cron, timeZone, version, origin, missed, missedCap, graceMs, overlap }: ScheduleRule) {
  return { name, job, cron, timeZone, version, origin, missed, missedCap, graceMs, overlap };
}

function refuseOtherOrigin(known: StoredSchedule | undefined, origin: ScheduleRule['origin']): void {
  if (known === undefined || known.origin === origin) return;
  throw duplicateSchedule(known.name, origin);
}

/** Occurrences that were worked out from one hold for the other. */
function followsRule(a: Pick<ScheduleRule, 'cron' | 'timeZone'>, b: Pick<ScheduleRule, 'cron' | 'timeZone'>): boolean {
  return a.cron === b.cron && a.timeZone === b.timeZone;
}

function byName(a: StoredSchedule, b: StoredSchedule): number {
  return byId({ id: a.name }, { id: b.name });
}

function toScheduleRecord({ nextAt, lastAt, pausedAt, input, ...schedule }: StoredSchedule): ScheduleRecord {
  return {
    ...schedule,
    input: fromText<Json>(input),
    nextAt: new Date(nextAt),
    lastAt: lastAt === null ? null : new Date(lastAt),
    pausedAt: pausedAt === null ? null : new Date(pausedAt),
  };
}

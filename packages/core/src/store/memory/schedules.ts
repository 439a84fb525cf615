import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../json.js';
import { checkLimit } from '../check-arguments.js';
import type { ScheduleMove, ScheduleRecord, ScheduleRule } from '../schedules.js';
import { enqueue } from './enqueue.js';
import { fromText, toText } from './json-text.js';
import type { Memory, StoredSchedule } from './memory.js';
import { byId } from './ready-runs.js';

export function saveSchedules(memory: Memory, rules: readonly (ScheduleRule & { readonly nextAt: Date })[]): void {
  const written = rules.map(({ name, job, cron, timeZone, input, nextAt }) => ({
    name,
    job,
    cron,
    timeZone,
    input: toText(input),
    nextAt: nextAt.getTime(),
  }));
  for (const rule of written) {
    const known = memory.schedules.get(rule.name);
    const nextAt = known !== undefined && isSameRule(known, rule) ? known.nextAt : rule.nextAt;
    const { lastAt, lastRunId } = known ?? { lastAt: null, lastRunId: null };
    memory.schedules.set(rule.name, { ...rule, nextAt, lastAt, lastRunId });
  }
}

export function removeSchedules(memory: Memory, names: readonly string[]): void {
  for (const name of names) memory.schedules.delete(name);
}

export function listSchedules(memory: Memory): ScheduleRecord[] {
  return [...memory.schedules.values()].sort(byName).map(toScheduleRecord);
}

export function dueSchedules(memory: Memory, limit: number): { due: ScheduleRecord[]; nextDueMs: number | null } {
  checkLimit('limit', limit);
  const now = memory.clock.now();
  const byTime = [...memory.schedules.values()].sort((a, b) => a.nextAt - b.nextAt || byName(a, b));
  const due = byTime.filter((schedule) => schedule.nextAt <= now).slice(0, limit);
  const next = byTime[due.length];
  return { due: due.map(toScheduleRecord), nextDueMs: next === undefined ? null : Math.max(0, next.nextAt - now) };
}

export function advanceSchedule(memory: Memory, { name, from, to, run }: ScheduleMove): boolean {
  const schedule = memory.schedules.get(name);
  if (schedule === undefined || schedule.nextAt !== from.getTime()) return false;
  const [answer] = enqueue(memory, [run]);
  memory.schedules.set(name, {
    ...schedule,
    nextAt: to.getTime(),
    lastAt: from.getTime(),
    lastRunId: answer?.runId ?? null,
  });
  return true;
}

type WrittenRule = Pick<StoredSchedule, 'job' | 'cron' | 'timeZone' | 'input'>;

function isSameRule(a: WrittenRule, b: WrittenRule): boolean {
  const sameInput = isDeepStrictEqual(fromText<Json>(a.input), fromText<Json>(b.input));
  return sameInput && a.job === b.job && a.cron === b.cron && a.timeZone === b.timeZone;
}

function byName(a: StoredSchedule, b: StoredSchedule): number {
  return byId({ id: a.name }, { id: b.name });
}

function toScheduleRecord({ nextAt, lastAt, input, ...schedule }: StoredSchedule): ScheduleRecord {
  return {
    ...schedule,
    input: fromText<Json>(input),
    nextAt: new Date(nextAt),
    lastAt: lastAt === null ? null : new Date(lastAt),
  };
}

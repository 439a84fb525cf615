import {
  checkLimit,
  duplicateSchedule,
  type Json,
  type ScheduleMove,
  type ScheduleRecord,
  type ScheduleRule,
  type ScheduleStore,
} from '@nightshift/core';
import { fromDocument, toDocument } from '../documents.js';
import { fromName, toName, toRow } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { toFields } from '../run-record.js';
import { checkStorable, toRunRow } from '../run-row.js';
import type { Pairs } from '../script-answers.js';

export function scheduleStore(session: RedisSession): ScheduleStore {
  return {
    async now() {
      return new Date(Number(await session.run('now', [])));
    },

    async save(rules) {
      const byName = new Map(rules.map((rule) => [rule.name, rule]));
      const taken = await session.run('saveSchedules', [...byName.values()].map(toRuleOfSchedule));
      if (taken === null) return;
      const name = fromName(taken);
      throw duplicateSchedule(name, byName.get(name)?.origin ?? 'stored');
    },

    async remove(names) {
      await session.run('removeSchedules', names.map(toName));
    },

    async list() {
      return (await session.run('listSchedules', [])).map(toScheduleRecord);
    },

    async pause(name, by) {
      return (await session.run('pauseSchedule', [toName(name), toDocument(by)])) === 1;
    },

    async resume(name, nextAt) {
      return (await session.run('resumeSchedule', [toName(name), String(nextAt.getTime())])) === 1;
    },

    async due({ jobs, limit }) {
      checkLimit('limit', limit);
      const [nextDueMs, due] = await session.run('dueSchedules', [toRow(jobs), String(limit)]);
      return { due: due.map(toScheduleRecord), nextDueMs: nextDueMs === '' ? null : Number(nextDueMs) };
    },

    advance: (move) => advance(session, move),
  };
}

async function advance(session: RedisSession, move: ScheduleMove): Promise<boolean> {
  const { name, cron, timeZone, from, to, lastAt, runs } = move;
  checkStorable(runs);
  const times = [from, to, lastAt].map((moment) => String(moment.getTime()));
  const rule = [name, cron, timeZone].map(toName);
  return (await session.run('advanceSchedule', [...rule, ...times, ...runs.map(toRunRow)])) === 1;
}

/** What the scripts do not look at. */
type Rest = Pick<ScheduleRule, 'version' | 'missed' | 'missedCap' | 'graceMs' | 'overlap'> & { readonly input: Json };

function toRuleOfSchedule(rule: ScheduleRule & { readonly nextAt: Date }): string {
  const { name, origin, job, cron, timeZone, input, version, missed, missedCap, graceMs, overlap, nextAt } = rule;
  const rest: Rest = { input, version, missed, missedCap, graceMs, overlap };
  const names = [toName(job), toName(cron), toName(timeZone)];
  return [toName(name), origin, ...names, String(nextAt.getTime()), toDocument(rest)].join('\n');
}

function toScheduleRecord(pairs: Pairs): ScheduleRecord {
  const fields: Readonly<Record<string, string | undefined>> = toFields(pairs);
  const { name = '', job = '', cron = '', zone = '', origin, next, rest = '{}' } = fields;
  const { lastAt, lastRun, pausedAt, pausedBy } = fields;
  const { input, version, missed, missedCap, graceMs, overlap } = fromDocument<Rest>(rest);
  return {
    ...{ input, version, missed, missedCap, graceMs, overlap },
    name: fromName(name),
    job: fromName(job),
    cron: fromName(cron),
    timeZone: fromName(zone),
    origin: origin as ScheduleRecord['origin'],
    nextAt: new Date(Number(next)),
    lastAt: lastAt === undefined ? null : new Date(Number(lastAt)),
    lastRunId: lastRun ?? null,
    pausedAt: pausedAt === undefined ? null : new Date(Number(pausedAt)),
    pausedBy: pausedBy === undefined ? null : fromDocument<string>(pausedBy),
  };
}

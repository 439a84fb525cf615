import {
  checkLimit,
  checkNewRuns,
  duplicateSchedule,
  type Json,
  type ScheduleRecord,
  type ScheduleRule,
  type ScheduleStore,
} from '@nightshift/core';
import { checkAllStorable, checkName, lookedFor, readable } from '../hostile-text.js';
import { arrayLiteral, fromSqlTime, fromSqlTimeOrNull, toMs } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toDocument } from './documents.js';
import { toItem } from './new-run-item.js';

interface ScheduleRow {
  readonly name: string;
  readonly job: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly input: Json;
  readonly version: number;
  readonly origin: ScheduleRecord['origin'];
  readonly missed: ScheduleRecord['missed'];
  readonly missed_cap: number;
  readonly grace_ms: number;
  readonly overlap: ScheduleRecord['overlap'];
  readonly next_at: string;
  readonly last_at: string | null;
  readonly last_run_id: string | null;
  readonly paused_at: string | null;
  readonly paused_by: string | null;
}

export function scheduleStore(session: SqlSession): ScheduleStore {
  return {
    async now() {
      const now = await session.askOne<string>('now', [session.now()], { lane: 'engine' });
      return fromSqlTime(now);
    },

    save: (rules) => save(session, rules),

    async remove(names) {
      await session.ask('removeSchedules', [arrayLiteral(names.map(lookedFor))], { lane: 'caller' });
    },

    async list() {
      return (await session.ask<ScheduleRow>('listSchedules', [], { lane: 'caller' })).map(toScheduleRecord);
    },

    async pause(name, by) {
      return session.askOne<boolean>('pauseSchedule', [session.now(), lookedFor(name), readable(by)], {
        lane: 'caller',
      });
    },

    async resume(name, nextAt) {
      return session.askOne<boolean>('resumeSchedule', [lookedFor(name), toMs(nextAt)], { lane: 'caller' });
    },

    async due({ jobs, limit }) {
      checkLimit('limit', limit);
      const answer = await session.askOne<{ due: ScheduleRow[]; nextDueMs: number | null }>(
        'dueSchedules',
        [session.now(), arrayLiteral(jobs.map(lookedFor)), limit],
        { lane: 'engine' },
      );
      return { due: answer.due.map(toScheduleRecord), nextDueMs: answer.nextDueMs };
    },

    async advance({ name, cron, timeZone, from, to, lastAt, runs }) {
      checkNewRuns(runs);
      checkAllStorable(runs);
      const items = JSON.stringify(runs.map((run, place) => ({ ...toItem(run), place })));
      const answer = await session.askOne<{ advanced: boolean }>(
        'advanceSchedule',
        [session.now(), name, cron, timeZone, toMs(from), toMs(to), toMs(lastAt), items, session.channel],
        { lane: 'engine' },
      );
      return answer.advanced;
    },
  };
}

async function save(session: SqlSession, rules: readonly (ScheduleRule & { readonly nextAt: Date })[]): Promise<void> {
  for (const { name, job } of rules) {
    checkName('schedule', name);
    checkName(`schedule ${name}: job`, job);
  }
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const items = JSON.stringify([...byName.values()].map(toItemOfRule));
  const { taken } = await session.askOne<{ taken: string[] }>('saveSchedules', [items], { lane: 'caller' });
  const [name] = taken;
  if (name !== undefined) throw duplicateSchedule(name, byName.get(name)?.origin ?? 'stored');
}

function toItemOfRule(rule: ScheduleRule & { readonly nextAt: Date }): object {
  const { name, job, cron, timeZone, version, origin, missed, missedCap, graceMs, overlap } = rule;
  return {
    ...{ name, job, cron, version, origin, missed, overlap },
    time_zone: timeZone,
    input: toDocument(rule.input),
    missed_cap: missedCap,
    grace_ms: graceMs,
    next_at: toMs(rule.nextAt),
  };
}

function toScheduleRecord(row: ScheduleRow): ScheduleRecord {
  return {
    name: row.name,
    job: row.job,
    cron: row.cron,
    timeZone: row.time_zone,
    input: row.input,
    version: row.version,
    origin: row.origin,
    missed: row.missed,
    missedCap: row.missed_cap,
    graceMs: row.grace_ms,
    overlap: row.overlap,
    nextAt: fromSqlTime(row.next_at),
    lastAt: fromSqlTimeOrNull(row.last_at),
    lastRunId: row.last_run_id,
    pausedAt: fromSqlTimeOrNull(row.paused_at),
    pausedBy: row.paused_by,
  };
}

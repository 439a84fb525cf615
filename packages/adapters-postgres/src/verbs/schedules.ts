import { checkLimit, checkNewRuns, type Json, type ScheduleRecord, type ScheduleStore } from '@nightshift/core';
import { checkName, checkStorable } from '../hostile-text.js';
import { arrayLiteral, fromSqlTime, fromSqlTimeOrNull, toMs } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toCanonicalDocument } from './documents.js';
import { toItem } from './enqueue.js';

interface ScheduleRow {
  readonly name: string;
  readonly job: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly input: Json;
  readonly next_at: string;
  readonly last_at: string | null;
  readonly last_run_id: string | null;
}

export function scheduleStore(session: SqlSession): ScheduleStore {
  return {
    async now() {
      const now = await session.askOne<string>('now', [session.now()], { lane: 'engine' });
      return fromSqlTime(now);
    },

    async save(rules) {
      for (const { name, job } of rules) {
        checkName('schedule', name);
        checkName(`schedule ${name}: job`, job);
      }
      const byName = new Map(rules.map((rule) => [rule.name, rule]));
      const items = [...byName.values()].map(({ name, job, cron, timeZone, input, nextAt }) => ({
        name,
        job,
        cron,
        time_zone: timeZone,
        input: toCanonicalDocument(input),
        next_at: toMs(nextAt),
      }));
      await session.ask('saveSchedules', [JSON.stringify(items)], { lane: 'caller' });
    },

    async remove(names) {
      await session.ask('removeSchedules', [arrayLiteral(names)], { lane: 'caller' });
    },

    async list() {
      return (await session.ask<ScheduleRow>('listSchedules', [], { lane: 'caller' })).map(toScheduleRecord);
    },

    async due(limit) {
      checkLimit('limit', limit);
      const answer = await session.askOne<{ due: ScheduleRow[]; nextDueMs: number | null }>(
        'dueSchedules',
        [session.now(), limit],
        { lane: 'engine' },
      );
      return { due: answer.due.map(toScheduleRecord), nextDueMs: answer.nextDueMs };
    },

    async advance({ name, from, to, run }) {
      checkNewRuns([run]);
      checkStorable(run);
      const answer = await session.askOne<{ advanced: boolean }>(
        'advanceSchedule',
        [session.now(), name, toMs(from), toMs(to), JSON.stringify(toItem(run)), session.channel],
        { lane: 'engine' },
      );
      return answer.advanced;
    },
  };
}

function toScheduleRecord(row: ScheduleRow): ScheduleRecord {
  return {
    name: row.name,
    job: row.job,
    cron: row.cron,
    timeZone: row.time_zone,
    input: row.input,
    nextAt: fromSqlTime(row.next_at),
    lastAt: fromSqlTimeOrNull(row.last_at),
    lastRunId: row.last_run_id,
  };
}

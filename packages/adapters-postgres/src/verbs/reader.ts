import {
  ACTIVE_STATES,
  checkLimit,
  FINAL_STATES,
  NightshiftError,
  type Backlog,
  type Dependency,
  type RunFilter,
  type RunLog,
  type RunReader,
  type RunState,
} from '@nightshift/core';
import { isRunId, lookedFor } from '../hostile-text.js';
import { arrayLiteral, arrayLiteralOrNull, fromSqlTime } from '../sql-literals.js';
import type { SqlSession } from '../sql-session.js';
import { toRunRecord, type RunRow } from './run-row.js';

const LANE = { lane: 'caller' } as const;

export function runReader(session: SqlSession): RunReader {
  return {
    async get(runIds) {
      const rows = await session.ask<RunRow>('get', [arrayLiteral(runIds.filter(isRunId))], LANE);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return runIds.flatMap((runId) => {
        const row = byId.get(runId.toLowerCase());
        return row === undefined ? [] : [toRunRecord(row)];
      });
    },

    async list({ states, ...filter }, { limit, after }) {
      checkLimit('limit', limit);
      if (after !== undefined && !isRunId(after)) throw notACursor(after);
      // One more than fits tells whether there is a next page.
      const rows = await session.ask<RunRow>(
        'list',
        [arrayLiteralOrNull(states), ...filterParams(filter), after ?? null, limit + 1],
        LANE,
      );
      const runs = rows.slice(0, limit).map(toRunRecord);
      return { runs, next: rows.length > limit ? (runs.at(-1)?.id ?? null) : null };
    },

    async finished(since, { limit, after }) {
      checkLimit('limit', limit);
      if (after !== undefined && !isRunId(after)) throw notACursor(after);
      const rows = await session.ask<RunRow>('finished', [since.toISOString(), after ?? null, limit + 1], LANE);
      const runs = rows.slice(0, limit).map(toRunRecord);
      return { runs, next: rows.length > limit ? (runs.at(-1)?.id ?? null) : null };
    },

    async counts(filter) {
      const rows = await session.ask<{ state: RunState; runs: number }>('counts', filterParams(filter), LANE);
      const none = [...ACTIVE_STATES, ...FINAL_STATES].map((state) => [state, 0] as const);
      return Object.fromEntries([...none, ...rows.map(({ state, runs }) => [state, runs] as const)]) as Record<
        RunState,
        number
      >;
    },

    async logs(runId, { after, limit }) {
      if (!isRunId(runId)) return [];
      return (await session.ask<LogRow>('logs', [runId, String(after), limit], LANE)).map(toRunLog);
    },

    async parents(runId) {
      return isRunId(runId) ? session.ask<Dependency>('parents', [runId], LANE) : [];
    },

    async children(runId, { after, limit }) {
      checkLimit('limit', limit);
      if (after !== undefined && !isRunId(after)) throw notACursor(after);
      if (!isRunId(runId)) return [];
      return (await session.ask<RunRow>('children', [runId, after ?? null, limit], LANE)).map(toRunRecord);
    },

    async flow(flowId) {
      return (await session.ask<RunRow>('flow', [lookedFor(flowId)], LANE)).map(toRunRecord);
    },

    async ahead(runId) {
      if (!isRunId(runId)) return null;
      const [ahead] = await session.ask<number>('ahead', [runId], LANE);
      return ahead ?? null;
    },

    async backlog() {
      const rows = await session.ask<BacklogRow>('backlog', [], LANE);
      return rows.map((row) => ({ ...row, oldestRunAt: fromSqlTime(row.oldestRunAt) }));
    },
  };
}

// The id of no run: what is no run id spawned nothing.
const NOBODY = '00000000-0000-0000-0000-000000000000';

function filterParams(filter: Omit<RunFilter, 'states'>): (string | null)[] {
  const { jobs, groups, queues, triggers, flowId, key, limitKey, spawnedBy } = filter;
  const parent = spawnedBy === undefined ? null : isRunId(spawnedBy) ? spawnedBy : NOBODY;
  const lists = [jobs, groups, queues, triggers].map((names) => arrayLiteralOrNull(names?.map(lookedFor)));
  const names = [flowId, key, limitKey].map((name) => (name === undefined ? null : lookedFor(name)));
  return [...lists, ...names, parent];
}

function notACursor(after: string): NightshiftError {
  return new NightshiftError(
    'INVALID_OPTION',
    `after: expected the \`next\` of the page before, received ${JSON.stringify(after)}`,
  );
}

type BacklogRow = Omit<Backlog, 'oldestRunAt'> & { readonly oldestRunAt: string };

type LogRow = Omit<RunLog, 'at' | 'fields'> & { readonly at: string; readonly fields: RunLog['fields'] | null };

function toRunLog({ seq, at, level, message, fields }: LogRow): RunLog {
  return { seq, at: fromSqlTime(at), level, message, ...(fields !== null && fields !== undefined && { fields }) };
}

import {
  toPortableRun,
  toPortableSchedule,
  type TransferKind,
  type TransferPage,
  type TransferRecord,
} from '@nightshift/core';
import type { StatementParam } from '../connection/sql-connection.js';
import type { StatementName } from '../sql.generated.js';
import type { SqlSession } from '../sql-session.js';
import { limitStore } from './limits.js';
import { toRunRecord, type RunRow } from './run-row.js';
import { scheduleStore } from './schedules.js';

const LANE = { lane: 'caller' } as const;

interface PageRequest {
  readonly after: string | null;
  readonly limit: number;
}

/** One page of what the store holds, in the form that every store reads. */
export async function exportPage(session: SqlSession, kind: TransferKind, page: PageRequest): Promise<TransferPage> {
  switch (kind) {
    case 'schedules':
      return allAtOnce((await scheduleStore(session).list()).map(toPortableSchedule));
    case 'pauses':
      return allAtOnce((await limitStore(session).paused()).map(toPortablePause));
    case 'runs': {
      const { records, next } = await keyset<RunRow & { readonly holds_key: boolean }>(session, 'exportRuns', {
        ...page,
        keyOf: ({ id }) => [id],
        width: 1,
      });
      return { records: records.map((row) => toRecord(toPortableRun(toRunRecord(row), row.holds_key))), next };
    }
    default:
      return keyset<TransferRecord>(session, STATEMENTS[kind].statement, { ...page, ...STATEMENTS[kind] });
  }
}

type Key = readonly (string | number)[];

interface Keyset<Row> extends PageRequest {
  readonly keyOf: (row: Row) => Key;
  /** How many parameters the key has. */
  readonly width: number;
}

const STATEMENTS = {
  edges: {
    statement: 'exportEdges',
    keyOf: ({ child, position }: TransferRecord) => [child as string, position as number],
    width: 2,
  },
  logs: {
    statement: 'exportLogs',
    keyOf: ({ runId, seq }: TransferRecord) => [runId as string, seq as number],
    width: 2,
  },
  states: { statement: 'exportStates', keyOf: ({ job }: TransferRecord) => [job as string], width: 1 },
  windows: {
    statement: 'exportWindows',
    keyOf: ({ scope, name, key }: TransferRecord) => [scope as string, name as string, key as string],
    width: 3,
  },
} as const;

/** A page that starts behind the key of the last row of the one before. */
async function keyset<Row>(
  session: SqlSession,
  statement: StatementName,
  { after, limit, keyOf, width }: Keyset<Row>,
): Promise<{ records: Row[]; next: string | null }> {
  const start: readonly StatementParam[] =
    after === null ? Array.from({ length: width }, () => null) : (JSON.parse(after) as Key);
  // One more than fits tells whether there is a next page.
  const rows = await session.ask<Row>(statement, [...start, limit + 1], LANE);
  const records = rows.slice(0, limit);
  const last = records.at(-1);
  return { records, next: rows.length > limit && last !== undefined ? JSON.stringify(keyOf(last)) : null };
}

/** What there are few of. */
function allAtOnce(records: readonly object[]): TransferPage {
  return { records: records.map(toRecord), next: null };
}

function toRecord(portable: object): TransferRecord {
  return portable as TransferRecord;
}

function toPortablePause(pause: Awaited<ReturnType<ReturnType<typeof limitStore>['paused']>>[number]): object {
  const target = 'queue' in pause ? { kind: 'queue', name: pause.queue } : { kind: 'job', name: pause.job };
  return { ...target, by: pause.by, message: pause.message ?? null, at: pause.at.getTime() };
}

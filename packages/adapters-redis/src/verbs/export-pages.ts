import {
  toPortableRun,
  toPortableSchedule,
  type Json,
  type Portable,
  type TransferKind,
  type TransferPage,
  type TransferRecord,
} from '@nightshift/core';
import { fromDocument } from '../documents.js';
import { fromName } from '../names.js';
import type { RedisSession } from '../redis-session.js';
import { toFields, toRunRecord } from '../run-record.js';
import { limitStore } from './limits.js';
import { scheduleStore } from './schedules.js';
import { toWindow } from './windows.js';

interface PageRequest {
  readonly after: string | null;
  readonly limit: number;
}

/** One page of what the store holds, in the form that every store reads. */
export async function exportPage(session: RedisSession, kind: TransferKind, page: PageRequest): Promise<TransferPage> {
  return PAGES[kind](session, page);
}

const PAGES: {
  readonly [Kind in TransferKind]: (session: RedisSession, page: PageRequest) => Promise<TransferPage>;
} = {
  async runs(session, { after, limit }) {
    const pages = await session.run('exportRuns', [after ?? '', String(limit)]);
    const records = pages.map((pairs) => toPortableRun(toRunRecord(pairs), toFields(pairs)['held'] !== undefined));
    return page<'runs'>(records, records.length < limit ? null : (records.at(-1)?.id ?? null));
  },

  async edges(session, request) {
    const [runId, done, items] = await session.run('exportEdges', cursorArgs(request));
    const records = inThrees(items).map(([child, edge, position]) => ({
      child,
      parent: edge.slice(1),
      onFailure: edge.startsWith('c') ? ('cancel' as const) : ('continue' as const),
      position: Number(position),
    }));
    return page<'edges'>(records, toCursor(runId, done));
  },

  async logs(session, request) {
    const [runId, done, items] = await session.run('exportLogs', cursorArgs(request));
    const records = inThrees(items).map(([run, seq, line]) => {
      const { fields = null, ...rest } = fromDocument<LogLine>(line);
      return { runId: run, seq: Number(seq), ...rest, fields };
    });
    return page<'logs'>(records, toCursor(runId, done));
  },

  async schedules(session) {
    return page<'schedules'>((await scheduleStore(session).list()).map(toPortableSchedule), null);
  },

  async states(session) {
    const records = inPairs(await session.run('exportStates', [])).map(([job, value]) => ({
      job: fromName(job),
      value: fromDocument<Json>(value),
    }));
    return page<'states'>(records, null);
  },

  async pauses(session) {
    const records = (await limitStore(session).paused()).map(({ by, message = null, at, ...target }) => ({
      ...('queue' in target
        ? { kind: 'queue' as const, name: target.queue }
        : { kind: 'job' as const, name: target.job }),
      by,
      message,
      at: at.getTime(),
    }));
    return page<'pauses'>(records, null);
  },

  async windows(session, { after, limit }) {
    const from = Number(after ?? 0);
    const records = inPairs(await session.run('exportWindows', [String(from), String(limit)])).map(toWindow);
    return page<'windows'>(records, records.length < limit ? null : String(from + limit));
  },
};

type LogLine = Pick<Portable['logs'], 'at' | 'level' | 'message'> & { readonly fields?: Json };

function page<Kind extends TransferKind>(records: readonly Portable[Kind][], next: string | null): TransferPage {
  return { records: records as readonly unknown[] as readonly TransferRecord[], next };
}

/** A cursor is a run, and how much of what belongs to it is done. */
function cursorArgs({ after, limit }: PageRequest): string[] {
  return [...(after === null ? ['', ''] : after.split(' ')), String(limit)];
}

function toCursor(runId: string, done: string): string | null {
  return runId === '' ? null : `${runId} ${done}`;
}

function inPairs(items: readonly string[]): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < items.length; at += 2) pairs.push([items[at] ?? '', items[at + 1] ?? '']);
  return pairs;
}

function inThrees(items: readonly string[]): (readonly [string, string, string])[] {
  const threes: (readonly [string, string, string])[] = [];
  for (let at = 0; at < items.length; at += 3) threes.push([items[at] ?? '', items[at + 1] ?? '', items[at + 2] ?? '']);
  return threes;
}

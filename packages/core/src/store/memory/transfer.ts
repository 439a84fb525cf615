import type { Json } from '../../json.js';
import { asRecord, toPortableRun, toPortableSchedule, type Portable } from '../portable.js';
import type {
  Move,
  MoveMark,
  ReceiveAnswer,
  SealAnswer,
  TransferKind,
  TransferPage,
  TransferRecord,
} from '../transfer.js';
import { NightshiftError } from '../../errors.js';
import { isBlank } from './counters.js';
import { fromText, fromTextOrNull } from './json-text.js';
import type { Memory } from './memory.js';
import { byId } from './ready-runs.js';
import { importRecord } from './import-records.js';
import { listSchedules } from './schedules.js';
import { toRecord } from './stored-run.js';
import { live } from './worker-registry.js';

export function seal(memory: Memory, { id, peer }: Move): SealAnswer {
  const known = memory.move.mark;
  if (known !== null) {
    return known.moveId === id && known.role === 'source'
      ? { sealed: true }
      : { sealed: false, why: 'moved', mark: known };
  }
  if (live(memory).length > 0) return { sealed: false, why: 'workers' };
  const running = [...memory.runs.all()].filter(({ state }) => state === 'running');
  if (running.length > 0) {
    const until = running.reduce((last, { leaseExpiresAt }) => Math.max(last, leaseExpiresAt ?? 0), 0);
    return { sealed: false, why: 'running', runs: running.length, untilMs: Math.max(0, until - memory.now) };
  }
  memory.move.mark = { moveId: id, role: 'source', state: 'under-way', peer, cursors: {} };
  return { sealed: true };
}

export function unseal(memory: Memory, moveId: string): boolean {
  const { mark } = memory.move;
  if (mark?.moveId !== moveId || mark.role !== 'source' || mark.state === 'done') return false;
  memory.move.mark = null;
  return true;
}

export function receive(memory: Memory, { id, peer }: Move): ReceiveAnswer {
  const known = memory.move.mark;
  if (known !== null) {
    return known.moveId === id && known.role === 'target'
      ? { ready: true, mark: known }
      : { ready: false, why: 'moved', mark: known };
  }
  if (live(memory).length > 0) return { ready: false, why: 'workers' };
  if (TABLES.some((kind) => exportAll(memory, kind).length > 0)) return { ready: false, why: 'not-empty' };
  const mark: MoveMark = { moveId: id, role: 'target', state: 'under-way', peer, cursors: {} };
  memory.move.mark = mark;
  return { ready: true, mark };
}

export function exportPage(
  memory: Memory,
  kind: TransferKind,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): TransferPage {
  // A sealed store does not change, so a position stays where it is.
  const start = after === null ? 0 : Number(after);
  const records = exportAll(memory, kind);
  const end = start + limit;
  return { records: records.slice(start, end), next: end < records.length ? String(end) : null };
}

export function importPage(memory: Memory, moveId: string, [kind, page]: readonly [TransferKind, TransferPage]): void {
  const { mark } = memory.move;
  if (mark?.moveId !== moveId || mark.role !== 'target') throw notTheTarget(moveId);
  for (const record of page.records) importRecord(memory, kind, record);
  memory.move.mark = { ...mark, cursors: { ...mark.cursors, [kind]: page.next } };
}

export function finishMove(memory: Memory, moveId: string): void {
  const { mark } = memory.move;
  if (mark?.moveId !== moveId) return;
  memory.move.mark = mark.role === 'target' ? null : { ...mark, state: 'done' };
  memory.signals.queued({ due: false });
}

/** @throws NightshiftError */
function notTheTarget(moveId: string): NightshiftError {
  return new NightshiftError('INVALID_OPTION', `This store is not the target of the move ${moveId}.`);
}

const TABLES = ['runs', 'schedules', 'states', 'pauses'] as const;

function exportAll(memory: Memory, kind: TransferKind): TransferRecord[] {
  return EXPORTS[kind](memory).map(asRecord);
}

const EXPORTS: { readonly [Kind in TransferKind]: (memory: Memory) => Portable[Kind][] } = {
  runs: ({ runs }) => [...runs.all()].sort(byId).map((run) => toPortableRun(toRecord(run), run.holdsKey)),
  edges: ({ runs, dependencies }) =>
    [...runs.all()].sort(byId).flatMap(({ id: child }) =>
      dependencies
        .parentsOf(child)
        .filter(({ runId }) => runs.get(runId) !== undefined)
        .map(({ runId: parent, onFailure }, position) => ({ child, parent, onFailure, position })),
    ),
  logs: ({ logs }) =>
    [...logs].flatMap(([runId, lines]) =>
      lines.map(({ fields, ...line }) => ({ runId, ...line, fields: fromTextOrNull<Json>(fields) })),
    ),
  schedules: (memory) => listSchedules(memory).map(toPortableSchedule),
  states: ({ states }) => [...states].map(([job, value]) => ({ job, value: fromText<Json>(value) })),
  pauses: ({ pauses }) =>
    [...pauses.values()].map((pause) => ({
      ...('queue' in pause ? { kind: 'queue' as const, name: pause.queue } : { kind: 'job' as const, name: pause.job }),
      by: pause.by,
      message: pause.message ?? null,
      at: pause.at.getTime(),
    })),
  windows: ({ runs }) =>
    [...runs.counters.all()]
      .filter((counter) => !isBlank(counter))
      .map(({ scope, name, key, starts, closedUntil }) => {
        return { scope, name, key, starts: starts.log, closedUntil: closedUntil === 0 ? null : closedUntil };
      }),
};

import { NightshiftError } from '../errors.js';
import { storeMoved } from '../store/store-moved.js';
import { TRANSFER_KINDS, type MoveMark, type TransferKind, type TransferStore } from '../store/transfer.js';
import { systemTimers } from '../timers.js';
import { differencesOf, digestOf, type Difference, type Digest } from './digest.js';
import type { MoveEnd, MoveOptions, MoveReport } from './move-report.js';
import { transferOf, workersAlive } from './refusals.js';
import { settleExpired } from './settle-expired.js';

const BATCH = 1_000;
const LOOK_MS = 1_000;

interface Ends {
  readonly source: TransferStore;
  readonly target: TransferStore;
}

/**
 * Carries everything that a store holds to another store, which must be empty: unfinished and finished runs with their ids,
 * attempts, checkpoints, keys and logs, the edges between them, schedules, durable states, pauses and rate windows.
 *
 * The source must have no live worker. It is sealed first: whoever still has it open gets `STORE_MOVED`. A move that died is
 * taken up by calling this again with the same stores: it goes on at the batch it had come to. At the end both sides are read
 * again and compared, count by count and digest by digest; only when they are the same is the source marked as moved and the
 * target open to workers.
 *
 * @param options - both stores, open.
 * @throws NightshiftError `STORE_IN_USE` for a store with live workers, `STORE_MOVED` for one of another move,
 * `INVALID_OPTION` for a target that is not empty or a store that cannot be moved.
 */
export async function moveStore(options: MoveOptions): Promise<MoveReport> {
  const { from, to } = options;
  const ends = { source: transferOf(from.store, from.name), target: transferOf(to.store, to.name) };
  if (options.dryRun === true) return plan(options, ends);
  const move = await begin(options, ends);
  if (!move.copied) await copy(move.id, ends, options);
  const report = move.copied ? await countsOf(ends) : await verify(ends, options);
  if (report.differences.length > 0) return report;
  await ends.source.finish(move.id);
  await ends.target.finish(move.id);
  return { ...report, moved: true };
}

/**
 * Gives a half-done move up: the source goes back to work as it was. What the target got stays there, and it stays closed;
 * drop it.
 *
 * @throws NightshiftError `STORE_MOVED` for a store that was moved to the end; `INVALID_OPTION` for one that is not being moved.
 */
export async function abandonMove(from: MoveEnd): Promise<void> {
  const source = transferOf(from.store, from.name);
  const mark = await source.mark();
  if (mark?.state === 'done') throw storeMoved(mark);
  if (mark !== null && (await source.unseal(mark.moveId))) return;
  throw new NightshiftError('INVALID_OPTION', `${from.name} is not the source of a move that could be abandoned.`);
}

/** Refuses what cannot be moved, and otherwise answers what it would move. */
async function plan({ from, to }: MoveOptions, ends: Ends): Promise<MoveReport> {
  const known = await ends.source.mark();
  if (known === null && (await from.store.workers.live()).length > 0) throw await workersAlive(from.store, from.name);
  if ((await to.store.workers.live()).length > 0) throw await workersAlive(to.store, to.name);
  return countsOf(ends);
}

async function countsOf({ source }: Pick<Ends, 'source'>): Promise<MoveReport> {
  const records: Partial<Record<TransferKind, number>> = {};
  let runs: Digest['states'] = {};
  for (const kind of TRANSFER_KINDS) {
    const { count, states } = await digestOf(source, kind);
    records[kind] = count;
    if (kind === 'runs') runs = states;
  }
  return { records: records as MoveReport['records'], runs, differences: [], moved: false };
}

/** Seals the source and marks the target: a new move, or the one that they are both part of already. */
async function begin(options: MoveOptions, { source, target }: Ends): Promise<{ id: string; copied: boolean }> {
  const { from, to } = options;
  const known = await source.mark();
  if (known !== null && known.role !== 'source') throw storeMoved(known);
  const id = known?.moveId ?? crypto.randomUUID();
  // It died between marking the one and the other: what is left is to open the target.
  if (known?.state === 'done') return { id, copied: await isTarget(target, id, known) };
  // A target that cannot be one is told before the source stops working.
  await refuseTarget(to, target, id);
  if (known === null) await seal(options, source, id);
  const answer = await target.receive({ id, peer: from.name });
  if (answer.ready) return { id, copied: false };
  throw answer.why === 'moved' ? storeMoved(answer.mark) : await notATarget(to, answer.why);
}

async function isTarget(target: TransferStore, id: string, known: MoveMark): Promise<true> {
  const mark = await target.mark();
  if (mark?.moveId === id) return true;
  throw storeMoved(known);
}

async function refuseTarget(to: MoveEnd, target: TransferStore, id: string): Promise<void> {
  const mark = await target.mark();
  if (mark !== null && mark.moveId !== id) throw storeMoved(mark);
  if ((await to.store.workers.live()).length > 0) throw await workersAlive(to.store, to.name);
  if (mark !== null) return;
  for (const kind of TRANSFER_KINDS) {
    const { records } = await target.export(kind, { after: null, limit: 1 });
    if (records.length > 0) throw await notATarget(to, 'not-empty');
  }
}

async function notATarget(to: MoveEnd, why: 'not-empty' | 'workers'): Promise<NightshiftError> {
  if (why === 'workers') return workersAlive(to.store, to.name);
  return new NightshiftError(
    'INVALID_OPTION',
    `${to.name} is not empty: expected a store that holds nothing. Name another schema or folder.`,
  );
}

/** Waits until the leases of dead workers have ended; live workers are somebody's to stop. */
async function seal(options: MoveOptions, source: TransferStore, id: string): Promise<void> {
  const { from, to, onProgress, timers = systemTimers } = options;
  for (;;) {
    if ((await from.store.workers.live()).length > 0) throw await workersAlive(from.store, from.name);
    await settleExpired(from.store, Math.random);
    const answer = await source.seal({ id, peer: to.name });
    if (answer.sealed) break;
    if (answer.why === 'workers') throw await workersAlive(from.store, from.name);
    if (answer.why === 'moved') throw storeMoved(answer.mark);
    onProgress?.({ step: 'waiting', runs: answer.runs, ms: answer.untilMs });
    await timers.sleep(Math.min(LOOK_MS, Math.max(1, answer.untilMs)));
  }
  onProgress?.({ step: 'sealed' });
}

async function copy(id: string, { source, target }: Ends, { batch = BATCH, onProgress }: MoveOptions): Promise<void> {
  const mark = await target.mark();
  for (const kind of TRANSFER_KINDS) {
    let after: string | null | undefined = mark?.cursors[kind];
    // Null: this kind was complete before the move died.
    if (after === null) continue;
    let records = 0;
    do {
      const page = await source.export(kind, { after: after ?? null, limit: batch });
      await target.import(id, kind, page);
      records += page.records.length;
      onProgress?.({ step: 'copied', kind, records });
      after = page.next;
    } while (after !== null);
  }
}

async function verify(ends: Ends, { onProgress }: MoveOptions): Promise<MoveReport> {
  const records: Partial<Record<TransferKind, number>> = {};
  const differences: Difference[] = [];
  let runs: Digest['states'] = {};
  for (const kind of TRANSFER_KINDS) {
    const before = await digestOf(ends.source, kind);
    const after = await digestOf(ends.target, kind);
    records[kind] = before.count;
    if (kind === 'runs') runs = before.states;
    const difference = await differencesOf(kind, [ends.source, ends.target], [before, after]);
    if (difference !== null) differences.push(difference);
    onProgress?.({ step: 'verified', kind, records: before.count });
  }
  return { records: records as MoveReport['records'], runs, differences, moved: false };
}

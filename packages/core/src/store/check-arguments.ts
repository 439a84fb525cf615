import { NightshiftError } from '../errors.js';
import type { NewRun } from './new-run.js';
import { DEDUP_MODES } from './run-record.js';

const MAX_INT32 = 2 ** 31 - 1;
/** The farthest moment that a `Date` can name. */
const MAX_TIME = 8.64e15;
/** The longest delay that a store takes: added to the present, it is still a moment. */
export const LONGEST_DELAY_MS = MAX_TIME / 2;

/**
 * Refuses a list of new runs that no store could add: the part of `enqueue` that needs no data. Every store calls it first.
 *
 * @throws NightshiftError `INVALID_OPTION` for what is wrong with one run, `PLAN_CYCLE` when runs wait for each other.
 */
export function checkNewRuns(runs: readonly NewRun[]): void {
  const byId = new Map<string, NewRun>();
  for (const run of runs) {
    checkNewRun(run);
    if (byId.has(run.id)) refuse(`run ${run.id}: the id appears twice in one list; give every run an id of its own`);
    byId.set(run.id, run);
  }
  for (const run of runs) checkParents(run, byId);
  checkAcyclic(runs);
}

/**
 * Refuses a list of spawned runs that no store could add. Every store calls it first in `spawn`.
 *
 * @throws NightshiftError `INVALID_OPTION`: as for an enqueue; and a spawned run has no parents and no key.
 */
export function checkSpawned(runs: readonly NewRun[]): void {
  checkNewRuns(runs);
  for (const run of runs) {
    if (run.parents.length > 0 || run.key !== null) {
      refuse(`run ${run.id}: a spawned run has neither parents nor a key; its id keeps it from being added twice`);
    }
  }
}

/** @throws NightshiftError `INVALID_OPTION` unless it is a whole number of at least 1. */
export function checkLimit(name: string, limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1)
    refuse(`${name}: expected a whole number of at least 1, received ${String(limit)}`);
}

/** For leases and the like. @throws NightshiftError `INVALID_OPTION` unless it is more than 0 and a date can hold it. */
export function checkDurationMs(name: string, durationMs: number): void {
  if (!(durationMs > 0)) refuse(`${name}: expected more than 0 milliseconds, received ${String(durationMs)}`);
  checkDelayMs(name, durationMs);
}

/** @throws NightshiftError `INVALID_OPTION` unless it is a finite number of milliseconds that a date can hold. */
export function checkDelayMs(name: string, delayMs: number): void {
  if (!Number.isFinite(delayMs) || Math.abs(delayMs) > LONGEST_DELAY_MS) {
    refuse(`${name}: expected a finite number of milliseconds, received ${String(delayMs)}`);
  }
}

function checkNewRun(run: NewRun): void {
  for (const name of ['id', 'job', 'queue'] as const) {
    if (typeof run[name] !== 'string' || run[name] === '') {
      refuse(`run ${String(run.id)}: ${name} must be a text that is not empty, received ${JSON.stringify(run[name])}`);
    }
  }
  if (!Number.isInteger(run.priority) || Math.abs(run.priority) > MAX_INT32) {
    refuse(
      `run ${run.id}: priority must be a whole number between -${MAX_INT32} and ${MAX_INT32}, received ${String(run.priority)}`,
    );
  }
  if (!Number.isInteger(run.maxAttempts) || run.maxAttempts < 1 || run.maxAttempts > MAX_INT32) {
    refuse(
      `run ${run.id}: maxAttempts must be a whole number from 1 to ${MAX_INT32}, received ${String(run.maxAttempts)}`,
    );
  }
  if (!Number.isInteger(run.version) || run.version < 1 || run.version > MAX_INT32) {
    refuse(`run ${run.id}: version must be a whole number from 1 to ${MAX_INT32}, received ${String(run.version)}`);
  }
  checkDue(run);
  checkDedup(run);
}

function checkDedup(run: NewRun): void {
  if (!DEDUP_MODES.includes(run.dedup)) {
    refuse(`run ${run.id}: dedup must be one of ${DEDUP_MODES.join(', ')}, received ${JSON.stringify(run.dedup)}`);
  }
  if (run.maxWaitMs === undefined) return;
  checkDelayMs(`run ${run.id}: maxWaitMs`, run.maxWaitMs);
  if (run.dedup !== 'debounce') refuse(`run ${run.id}: maxWaitMs belongs to dedup 'debounce', received '${run.dedup}'`);
}

function checkDue(run: NewRun): void {
  if (run.runAt !== undefined && run.delayMs !== undefined) refuse(`run ${run.id}: give runAt or delayMs, not both`);
  if (run.runAt !== undefined && Number.isNaN(run.runAt.getTime())) refuse(`run ${run.id}: runAt is not a valid date`);
  if (run.delayMs !== undefined) checkDelayMs(`run ${run.id}: delayMs`, run.delayMs);
}

function checkParents(run: NewRun, byId: ReadonlyMap<string, NewRun>): void {
  if (run.parents.length === 0) return;
  if (run.key !== null)
    refuse(`run ${run.id}: a run with parents cannot have a key, received ${JSON.stringify(run.key)}`);
  const seen = new Set<string>();
  for (const { runId } of run.parents) {
    const parent = byId.get(runId);
    if (parent === undefined) refuse(`run ${run.id}: its parent ${runId} is not in the list; enqueue both together`);
    if (parent.key !== null)
      refuse(`run ${run.id}: its parent ${runId} has a key, and a kept run cannot be waited for`);
    if (seen.has(runId)) refuse(`run ${run.id}: its parent ${runId} is named twice`);
    seen.add(runId);
  }
}

/** Kahn's algorithm: take away runs without unfinished parents until nothing is left, or only a cycle is. */
function checkAcyclic(runs: readonly NewRun[]): void {
  if (runs.every((run) => run.parents.length === 0)) return;
  const dependents = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const run of runs) {
    open.set(run.id, run.parents.length);
    for (const { runId } of run.parents) {
      const known = dependents.get(runId);
      if (known === undefined) dependents.set(runId, [run.id]);
      else known.push(run.id);
    }
  }
  const free = runs.filter((run) => run.parents.length === 0).map((run) => run.id);
  for (const id of free) {
    open.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
  }
  if (open.size > 0)
    throw new NightshiftError(
      'PLAN_CYCLE',
      `These runs wait for each other: ${[...open.keys()].slice(0, 10).join(', ')}`,
    );
}

function refuse(message: string): never {
  throw new NightshiftError('INVALID_OPTION', message);
}

import type { ContestantName } from './contestants.js';
import type { Figure } from './figures.js';
import type { Portion } from './order.js';
import type { EngineSizes } from './sizes.js';

/** Measured together, contestant after contestant on fresh ground, and the rows that come of it. */
export interface Trial {
  readonly contestants: readonly ContestantName[];
  readonly work: TrialWork;
  /** Who takes part with less work. */
  readonly behind: Behind | null;
  readonly rows: readonly RowPlan[];
}

/**
 * Peers that are known to be far behind: they do less work, in every second round, so that they take little of the time. Nothing
 * is divided by their figures; a row of which one of them is the best after all has no ratio until it moves up.
 */
interface Behind {
  readonly contestants: readonly ContestantName[];
  readonly work: TrialWork;
}

export type TrialWork =
  | { readonly kind: 'enqueue'; readonly oneByOne: Portion; readonly inFlight: Portion }
  | { readonly kind: 'drain'; readonly runs: Portion; readonly concurrency: number }
  | { readonly kind: 'latency'; readonly samples: Portion; readonly pauseMs: number };

export interface RowPlan {
  readonly title: string;
  readonly figure: Figure;
  /** The bound of the ratio to the best peer, as a floor where more is better and as a ceiling where less is; null for none. */
  readonly target: number | null;
  /** The peers of which the best one counts: all, those whose finished runs can be read afterwards, or a single one. */
  readonly among: 'all' | 'keeping history' | ContestantName;
}

// Longer than any contestant takes from an enqueue to its settle, so that the worker is idle again.
const PAUSE_MS = 6;

/** Who takes part, and who does less. */
export interface Field {
  readonly contestants: readonly ContestantName[];
  readonly behind?: readonly ContestantName[];
}

/** How much each of them does. */
export interface Amounts {
  readonly sizes: EngineSizes;
  readonly behind: EngineSizes;
}

/** Runs through what waits. */
export function drainTrial(
  { contestants, behind }: Field,
  amounts: { readonly [Who in keyof Amounts]: Pick<EngineSizes, 'drain'> },
  { concurrency, target }: { readonly concurrency: number; readonly target: number | null },
): Trial {
  const work = ({ drain }: Pick<EngineSizes, 'drain'>): TrialWork => ({ kind: 'drain', runs: drain, concurrency });
  const title = `drain ${amounts.sizes.drain.measured.toLocaleString('en')} at concurrency ${concurrency}`;
  return {
    contestants,
    work: work(amounts.sizes),
    behind: behind === undefined ? null : { contestants: behind, work: work(amounts.behind) },
    rows: [{ title, figure: 'drain', target, among: 'all' }],
  };
}

/** Enqueues one by one and with 100 in flight. */
export function enqueueTrial(
  { contestants, behind }: Field,
  amounts: Amounts,
  targets: { readonly oneByOne: number; readonly inFlight: number },
): Trial {
  const work = ({ oneByOne, inFlight }: EngineSizes): TrialWork => ({ kind: 'enqueue', oneByOne, inFlight });
  return {
    contestants,
    work: work(amounts.sizes),
    behind: behind === undefined ? null : { contestants: behind, work: work(amounts.behind) },
    rows: [
      { title: 'enqueue one by one', figure: 'oneByOne', target: targets.oneByOne, among: 'all' },
      { title: 'enqueue with 100 in flight', figure: 'inFlight', target: targets.inFlight, among: 'all' },
    ],
  };
}

/** Enqueues now and then for a worker that waits. */
export function latencyTrial({ contestants, behind }: Field, amounts: Amounts): Trial {
  const work = ({ samples }: EngineSizes): TrialWork => ({ kind: 'latency', samples, pauseMs: PAUSE_MS });
  const row = (title: string, figure: Figure, target: number | null): RowPlan => ({
    title,
    figure,
    target,
    among: 'all',
  });
  return {
    contestants,
    work: work(amounts.sizes),
    behind: behind === undefined ? null : { contestants: behind, work: work(amounts.behind) },
    rows: [
      row('enqueue returned to handler started, median', 'latencyMedian', 1),
      row('enqueue returned to handler started, 99th percentile', 'latencyTail', 1),
      row('enqueue called to handler started, median', 'startMedian', null),
      row('enqueue called to handler started, 99th percentile', 'startTail', null),
    ],
  };
}

/** A trial whose measurements give more rows. */
export function withRows(trial: Trial, ...rows: readonly RowPlan[]): Trial {
  return { ...trial, rows: [...trial.rows, ...rows] };
}

/** What a drain's filling tells. */
export function bulkRow(target: number): RowPlan {
  return { title: 'enqueue in bulks of 1,000', figure: 'bulk', target, among: 'all' };
}

/** The drain again, against the best of the peers that do as much for each run. */
export function historyRow(target: number): RowPlan {
  return { title: 'drain, against the best that keeps history', figure: 'drain', target, among: 'keeping history' };
}

/** The drain again, against one peer. */
export function drainRowAgainst(peer: ContestantName, target: number): RowPlan {
  return { title: `drain, against ${peer}`, figure: 'drain', target, among: peer };
}

export const peakRow: RowPlan = { title: 'memory of the worker, at most', figure: 'peak', target: 1.2, among: 'all' };

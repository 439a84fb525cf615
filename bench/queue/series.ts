import type { ContestantName } from './contestants.js';
import type { Engine } from './engines/engine.js';
import { inProcess } from './engines/in-process.js';
import { postgresEngine } from './engines/postgres.js';
import { redisEngine } from './engines/redis.js';
import type { Figure } from './figures.js';
import type { Portion } from './order.js';

/** What is measured on one engine. */
export interface Series {
  readonly engine: Engine;
  readonly trials: readonly Trial[];
}

/** Measured together, contestant after contestant on fresh ground, and the rows that come of it. */
interface Trial {
  readonly contestants: readonly ContestantName[];
  readonly work: TrialWork;
  readonly rows: readonly RowPlan[];
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
}

/** How much of everything is measured. */
export interface Sizes {
  readonly oneByOne: Portion;
  readonly inFlight: Portion;
  readonly drain: Portion;
  /** PostgreSQL takes a commit for what Redis takes a write for. */
  readonly postgres: { readonly oneByOne: Portion; readonly inFlight: Portion };
  readonly memoryDrain: Portion;
  readonly samples: Portion;
  /** Leaves out the second concurrency, and Redis without persistence. */
  readonly brief: boolean;
}

export const FULL: Sizes = {
  oneByOne: { warmUp: 500, measured: 5_000 },
  inFlight: { warmUp: 5_000, measured: 40_000 },
  // BullMQ is slow for its first ten thousands.
  drain: { warmUp: 20_000, measured: 50_000 },
  postgres: { oneByOne: { warmUp: 200, measured: 2_000 }, inFlight: { warmUp: 1_000, measured: 10_000 } },
  memoryDrain: { warmUp: 20_000, measured: 100_000 },
  samples: { warmUp: 50, measured: 300 },
  brief: false,
};

export const QUICK: Sizes = {
  oneByOne: { warmUp: 300, measured: 1_500 },
  inFlight: { warmUp: 2_000, measured: 15_000 },
  drain: { warmUp: 10_000, measured: 10_000 },
  postgres: { oneByOne: { warmUp: 100, measured: 500 }, inFlight: { warmUp: 500, measured: 2_500 } },
  memoryDrain: { warmUp: 10_000, measured: 50_000 },
  samples: { warmUp: 30, measured: 100 },
  brief: true,
};

// Longer than any contestant takes from an enqueue to its settle, so that the worker is idle again.
const PAUSE_MS = 6;

/** Everything that is measured, engine by engine. */
export function allSeries(sizes: Sizes): Series[] {
  return [...redisSeries(sizes), postgresSeries(sizes), memorySeries(sizes)];
}

/** The rows of Redis, with persistence and without. */
export function redisSeries(sizes: Sizes): Series[] {
  const { drain, brief } = sizes;
  const rivals: ContestantName[] = ['nightshift on Redis', 'BullMQ'];
  const all: ContestantName[] = brief ? rivals : [...rivals, 'BullMQ, keeping all'];
  const drain100 = drainTrial(all, drain, { concurrency: 100, target: 3 });
  const drain500 = drainTrial(rivals, drain, { concurrency: 500, target: 3 });
  const kept: Series = {
    engine: redisEngine('appendonly everysec'),
    trials: [
      enqueueTrial(rivals, sizes, { oneByOne: 1, inFlight: 1.5 }),
      withRows(drain100, bulkRow(2), peakRow),
      ...(brief ? [] : [drain500]),
      latencyTrial(rivals, sizes),
    ],
  };
  if (brief) return [kept];
  const again = drainTrial(rivals, drain, { concurrency: 100, target: 3 });
  return [kept, { engine: redisEngine('persistence off'), trials: [withRows(again, bulkRow(2))] }];
}

function postgresSeries(sizes: Sizes): Series {
  const rivals: ContestantName[] = ['nightshift on PostgreSQL'];
  return {
    engine: postgresEngine(),
    trials: [
      enqueueTrial(rivals, sizes.postgres, { oneByOne: 1, inFlight: 3 }),
      withRows(drainTrial(rivals, sizes.drain, { concurrency: 100, target: 1.2 }), bulkRow(1.5), peakRow),
      latencyTrial(rivals, sizes),
    ],
  };
}

function memorySeries({ memoryDrain }: Sizes): Series {
  const rivals: ContestantName[] = ['nightshift in memory', 'p-queue'];
  return { engine: inProcess, trials: [drainTrial(rivals, memoryDrain, { concurrency: 100, target: 0.5 })] };
}

const peakRow: RowPlan = { title: 'memory of the worker, at most', figure: 'peak', target: 1.2 };

function bulkRow(target: number): RowPlan {
  return { title: 'enqueue in bulks of 1,000', figure: 'bulk', target };
}

function withRows(trial: Trial, ...rows: readonly RowPlan[]): Trial {
  return { ...trial, rows: [...trial.rows, ...rows] };
}

function drainTrial(
  contestants: readonly ContestantName[],
  runs: Portion,
  { concurrency, target }: { readonly concurrency: number; readonly target: number },
): Trial {
  const title = `drain ${runs.measured.toLocaleString('en')} at concurrency ${concurrency}`;
  return { contestants, work: { kind: 'drain', runs, concurrency }, rows: [{ title, figure: 'drain', target }] };
}

function enqueueTrial(
  contestants: readonly ContestantName[],
  { oneByOne, inFlight }: Pick<Sizes, 'oneByOne' | 'inFlight'>,
  targets: { readonly oneByOne: number; readonly inFlight: number },
): Trial {
  return {
    contestants,
    work: { kind: 'enqueue', oneByOne, inFlight },
    rows: [
      { title: 'enqueue one by one', figure: 'oneByOne', target: targets.oneByOne },
      { title: 'enqueue with 100 in flight', figure: 'inFlight', target: targets.inFlight },
    ],
  };
}

function latencyTrial(contestants: readonly ContestantName[], { samples }: Sizes): Trial {
  return {
    contestants,
    work: { kind: 'latency', samples, pauseMs: PAUSE_MS },
    rows: [
      { title: 'enqueue returned to handler started, median', figure: 'latencyMedian', target: 1 },
      { title: 'enqueue returned to handler started, 99th percentile', figure: 'latencyTail', target: 1 },
      { title: 'enqueue called to handler started, median', figure: 'startMedian', target: null },
      { title: 'enqueue called to handler started, 99th percentile', figure: 'startTail', target: null },
    ],
  };
}

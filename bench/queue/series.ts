import type { ContestantName } from './contestants.js';
import type { Engine } from './engines/engine.js';
import { inProcess } from './engines/in-process.js';
import { postgresEngine } from './engines/postgres.js';
import { redisEngine } from './engines/redis.js';
import type { Figure } from './figures.js';
import type { Portion } from './order.js';

/** Contestants on one engine, and what is measured of each. */
export interface Series {
  readonly engine: Engine;
  readonly contestants: readonly ContestantName[];
  readonly trials: readonly Trial[];
}

/** Measured together, contestant after contestant on fresh ground, and the rows that come of it. */
export interface Trial {
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
  readonly memoryDrain: Portion;
  readonly samples: Portion;
  /** Leaves out the second concurrency, and Redis without persistence. */
  readonly brief: boolean;
}

export const FULL: Sizes = {
  oneByOne: { warmUp: 500, measured: 5_000 },
  inFlight: { warmUp: 5_000, measured: 40_000 },
  drain: { warmUp: 20_000, measured: 50_000 },
  memoryDrain: { warmUp: 50_000, measured: 100_000 },
  samples: { warmUp: 50, measured: 300 },
  brief: false,
};

export const QUICK: Sizes = {
  oneByOne: { warmUp: 300, measured: 1_500 },
  inFlight: { warmUp: 2_000, measured: 15_000 },
  drain: { warmUp: 10_000, measured: 15_000 },
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
  const rivals: ContestantName[] = ['nightshift on Redis', 'BullMQ', 'BullMQ, keeping all'];
  const drains = brief ? [100] : [100, 500];
  const [bulk = [], ...others] = drains.map((concurrency) => drainRows(drain, { concurrency, target: 3 }));
  const kept: Series = {
    engine: redisEngine('appendonly everysec'),
    contestants: rivals,
    trials: [
      enqueueTrial(sizes, { oneByOne: 1, inFlight: 1.5 }),
      drainTrial(drain, drains[0] ?? 100, [bulkRow(2), ...bulk, peakRow]),
      ...others.map((rows, index) => drainTrial(drain, drains[index + 1] ?? 500, rows)),
      latencyTrial(sizes),
    ],
  };
  if (brief) return [kept];
  const off = drainTrial(drain, 100, [bulkRow(2), ...drainRows(drain, { concurrency: 100, target: 3 })]);
  return [kept, { engine: redisEngine('persistence off'), contestants: rivals, trials: [off] }];
}

/** The rows of PostgreSQL. */
function postgresSeries(sizes: Sizes): Series {
  const { drain } = sizes;
  return {
    engine: postgresEngine(),
    contestants: ['nightshift on PostgreSQL'],
    trials: [
      enqueueTrial(sizes, { oneByOne: 1, inFlight: 3 }),
      drainTrial(drain, 100, [bulkRow(1.5), ...drainRows(drain, { concurrency: 100, target: 1.2 }), peakRow]),
      latencyTrial(sizes),
    ],
  };
}

/** The rows of what lives in the process. */
function memorySeries({ memoryDrain }: Sizes): Series {
  return {
    engine: inProcess,
    contestants: ['nightshift in memory', 'p-queue'],
    trials: [drainTrial(memoryDrain, 100, drainRows(memoryDrain, { concurrency: 100, target: 0.5 }))],
  };
}

const peakRow: RowPlan = { title: 'memory of the worker, at most', figure: 'peak', target: 1.2 };

function bulkRow(target: number): RowPlan {
  return { title: 'enqueue in bulks of 1,000', figure: 'bulk', target };
}

function drainRows(runs: Portion, { concurrency, target }: { concurrency: number; target: number }): RowPlan[] {
  return [
    { title: `drain ${runs.measured.toLocaleString('en')} at concurrency ${concurrency}`, figure: 'drain', target },
  ];
}

function drainTrial(runs: Portion, concurrency: number, rows: readonly RowPlan[]): Trial {
  return { work: { kind: 'drain', runs, concurrency }, rows };
}

function enqueueTrial({ oneByOne, inFlight }: Sizes, targets: { oneByOne: number; inFlight: number }): Trial {
  return {
    work: { kind: 'enqueue', oneByOne, inFlight },
    rows: [
      { title: 'enqueue one by one', figure: 'oneByOne', target: targets.oneByOne },
      { title: 'enqueue with 100 in flight', figure: 'inFlight', target: targets.inFlight },
    ],
  };
}

function latencyTrial({ samples }: Sizes): Trial {
  return {
    work: { kind: 'latency', samples, pauseMs: PAUSE_MS },
    rows: [
      { title: 'enqueue returned to handler started, median', figure: 'latencyMedian', target: 1 },
      { title: 'enqueue returned to handler started, 99th percentile', figure: 'latencyTail', target: 1 },
      { title: 'enqueue called to handler started, median', figure: 'startMedian', target: null },
      { title: 'enqueue called to handler started, 99th percentile', figure: 'startTail', target: null },
    ],
  };
}

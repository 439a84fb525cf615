import type { ContestantName } from './contestants.js';
import type { Engine } from './engines/engine.js';
import { inProcess } from './engines/in-process.js';
import { pgliteEngine } from './engines/pglite.js';
import { postgresEngine } from './engines/postgres.js';
import { redisEngine } from './engines/redis.js';
import {
  bulkRow,
  drainRowAgainst,
  drainTrial,
  enqueueTrial,
  historyRow,
  latencyTrial,
  peakRow,
  withRows,
  type Trial,
} from './plans.js';
import type { Sizes } from './sizes.js';

/** What is measured on one engine. */
export interface Series {
  readonly engine: Engine;
  readonly trials: readonly Trial[];
  /** Left out of a brief run unless asked for: its databases take longer to make than to measure. */
  readonly slowToBegin: boolean;
}

/** Everything that is measured, engine by engine. */
export function allSeries(sizes: Sizes): Series[] {
  return [postgresSeries(sizes), ...redisSeries(sizes), pgliteSeries(sizes), memorySeries(sizes)];
}

/** The rows of PostgreSQL. */
export function postgresSeries({ postgres, behind, brief }: Sizes): Series {
  const ours: ContestantName = 'nightshift on PostgreSQL';
  const amounts = { sizes: postgres, behind };
  const slow: ContestantName[] = ['graphile-worker', 'BullMQ on PostgreSQL', 'Agenda'];
  const drain = drainTrial(
    { contestants: [ours, 'graphile-worker, batched', 'pg-boss'], ...(!brief && { behind: slow }) },
    amounts,
    { concurrency: 100, target: 1.2 },
  );
  const enqueue = enqueueTrial(
    {
      contestants: [ours, 'BullMQ on PostgreSQL', 'Agenda'],
      behind: ['graphile-worker, batched', 'pg-boss'],
    },
    amounts,
    { oneByOne: 1, inFlight: 3 },
  );
  const latency = latencyTrial(
    {
      contestants: [ours, 'graphile-worker', 'BullMQ on PostgreSQL', 'pg-boss, notified'],
      behind: ['Agenda, notified'],
    },
    amounts,
  );
  return {
    engine: postgresEngine(),
    trials: [withRows(drain, historyRow(2), bulkRow(1.5), peakRow), ...(brief ? [] : [enqueue, latency])],
    slowToBegin: false,
  };
}

/** The rows of Redis, with persistence and without. */
export function redisSeries({ redis, behind, brief }: Sizes): Series[] {
  const field = { contestants: ['nightshift on Redis', 'BullMQ'] as const };
  const amounts = { sizes: redis, behind };
  const drain = (concurrency: number): Trial => drainTrial(field, amounts, { concurrency, target: 3 });
  const kept: Series = {
    engine: redisEngine('appendonly everysec'),
    trials: [
      enqueueTrial(field, amounts, { oneByOne: 1, inFlight: 1.5 }),
      withRows(drain(100), bulkRow(2), peakRow),
      ...(brief ? [] : [drain(500), latencyTrial(field, amounts)]),
    ],
    slowToBegin: false,
  };
  if (brief) return [kept];
  const off = redisEngine('persistence off');
  return [kept, { engine: off, trials: [withRows(drain(100), bulkRow(2))], slowToBegin: false }];
}

/** The rows of PGlite: one process is all that there is, so it both enqueues and works. */
export function pgliteSeries({ pglite }: Sizes): Series {
  const field = { contestants: ['nightshift on PGlite', 'pg-boss on PGlite'] as const };
  const drain = drainTrial(field, { sizes: pglite, behind: pglite }, { concurrency: 100, target: 2 });
  return { engine: pgliteEngine(), trials: [withRows(drain, bulkRow(2), peakRow)], slowToBegin: true };
}

/** The rows of what lives in the process. */
export function memorySeries({ memory }: Sizes): Series {
  const field = { contestants: ['nightshift in memory', 'p-queue', 'fastq'] as const };
  const drain = drainTrial(field, { sizes: memory, behind: memory }, { concurrency: 100, target: null });
  return { engine: inProcess, trials: [withRows(drain, drainRowAgainst('p-queue', 0.5))], slowToBegin: false };
}

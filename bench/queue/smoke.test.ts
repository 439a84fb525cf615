import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { contestants, type ContestantName } from './contestants.js';
import { redisEngine } from './engines/redis.js';
import { bulkRow } from './plans.js';
import { seriesReport } from './report.js';
import { measureRounds } from './rounds.js';
import { memorySeries, pgliteSeries, postgresSeries, redisSeries, type Series } from './series.js';
import type { EngineSizes, Sizes } from './sizes.js';

const entry = join(inject('compiledWorkspace'), 'bench/queue/measure.js');
const launch = { execPath: process.execPath, execArgv: [], entry };

const TINY_ENGINE: EngineSizes = {
  oneByOne: { warmUp: 5, measured: 20 },
  inFlight: { warmUp: 100, measured: 200 },
  drain: { warmUp: 100, measured: 300 },
  samples: { warmUp: 2, measured: 10 },
};

const TINY: Sizes = {
  redis: TINY_ENGINE,
  postgres: TINY_ENGINE,
  behind: TINY_ENGINE,
  pglite: TINY_ENGINE,
  memory: TINY_ENGINE,
  brief: true,
};

async function rowsOf(series: Series): Promise<string[]> {
  const [outcomes] = await measureRounds([series], { launch, rounds: 1, onRound: () => undefined });
  if (outcomes === undefined) throw new Error('nothing was measured');
  const report = seriesReport(outcomes);
  if ('skipped' in report) throw new Error(report.skipped);
  return report.rows.map(({ title, comparison }) =>
    comparison.kind === 'refused' ? `${title}: ${comparison.reasons.join('; ')}` : comparison.kind,
  );
}

const ratios = (count: number): string[] => Array.from({ length: count }, () => 'ratio');

describe('the benchmark, on a few hundred runs', () => {
  it('finds the same work done in memory', async () => {
    expect(await rowsOf(memorySeries(TINY))).toEqual(ratios(2));
  }, 60_000);

  it('finds the same work done on PGlite', async () => {
    expect(await rowsOf(pgliteSeries(TINY))).toEqual(ratios(3));
  }, 120_000);

  it('finds the same work done on PostgreSQL, by all who can', async () => {
    const [drain] = postgresSeries(TINY).trials;
    if (drain === undefined) throw new Error('PostgreSQL has a drain');
    const everybody = Object.entries(contestants).filter(([, { packages }]) => packages.some((name) => name === 'pg'));
    const names = everybody.map(([name]) => name as ContestantName);
    const trial = { ...drain, contestants: names, rows: [bulkRow(1)] };
    expect(await rowsOf({ ...postgresSeries(TINY), trials: [trial] })).toEqual(ratios(1));
    expect(names.length).toBeGreaterThan(7);
  }, 180_000);

  it('finds the same work done on Redis', async (context) => {
    const missing = await redisEngine('appendonly everysec').missing();
    context.skip(missing !== null, missing ?? '');
    const [series] = redisSeries({ ...TINY, brief: false });
    if (series === undefined) throw new Error('Redis has a series');
    // The second concurrency does nothing that the first does not.
    const trials = series.trials.filter(({ work }) => work.kind !== 'drain' || work.concurrency === 100);
    expect(await rowsOf({ ...series, trials })).toEqual(ratios(9));
  }, 120_000);
});

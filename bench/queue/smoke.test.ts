import { describe, expect, it } from 'vitest';
import { fromSource } from './build.js';
import { inProcess } from './engines/in-process.js';
import { redisEngine } from './engines/redis.js';
import { seriesReport } from './report.js';
import { measureRounds } from './rounds.js';
import { redisSeries, type Series, type Sizes } from './series.js';

const launch = { execPath: process.execPath, ...fromSource() };

const TINY: Sizes = {
  oneByOne: { warmUp: 10, measured: 40 },
  inFlight: { warmUp: 100, measured: 200 },
  drain: { warmUp: 100, measured: 300 },
  postgres: { oneByOne: { warmUp: 1, measured: 1 }, inFlight: { warmUp: 1, measured: 1 } },
  memoryDrain: { warmUp: 100, measured: 300 },
  samples: { warmUp: 2, measured: 10 },
  brief: true,
};

async function rowsOf(series: Series): Promise<Record<string, string>> {
  const [outcomes] = await measureRounds([series], { launch, rounds: 1, onRound: () => undefined });
  if (outcomes === undefined) throw new Error('nothing was measured');
  const report = seriesReport(outcomes);
  if ('skipped' in report) throw new Error(report.skipped);
  return Object.fromEntries(
    report.rows.map(({ figure, comparison }) => [
      figure,
      comparison.kind === 'refused' ? comparison.reasons.join('; ') : comparison.kind,
    ]),
  );
}

describe('the benchmark, on a few hundred runs', () => {
  it('finds the same work done in memory', async () => {
    const runs = TINY.memoryDrain;
    const rows = await rowsOf({
      engine: inProcess,
      trials: [
        {
          contestants: ['nightshift in memory', 'p-queue'],
          work: { kind: 'drain', runs, concurrency: 10 },
          rows: [{ title: 'drain', figure: 'drain', target: null }],
        },
      ],
    });
    expect(rows).toEqual({ drain: 'ratio' });
  }, 60_000);

  it('finds the same work done on Redis', async (context) => {
    const missing = await redisEngine('appendonly everysec').missing();
    context.skip(missing !== null, missing ?? '');
    const [series] = redisSeries(TINY);
    if (series === undefined) throw new Error('Redis has a series');
    expect(await rowsOf(series)).toEqual({
      oneByOne: 'ratio',
      inFlight: 'ratio',
      drain: 'ratio',
      bulk: 'ratio',
      peak: 'ratio',
      latencyMedian: 'ratio',
      latencyTail: 'ratio',
      startMedian: 'ratio',
      startTail: 'ratio',
    });
  }, 120_000);
});

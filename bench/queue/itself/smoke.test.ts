import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { redisEngine } from '../engines/redis.js';
import { TITLES } from './grounds.js';
import { measureItself } from './rounds.js';
import type { ItselfRow } from './rows.js';
import type { Trial } from './trial.js';
import { ITSELF_NAMES, trialsOf, type ItselfSizes } from './trials.js';

const entry = join(inject('compiledWorkspace'), 'bench/queue/measure.js');
const launch = { execPath: process.execPath, execArgv: [], entry };

const RUNS = { warmUp: 100, measured: 200 };
const BACKLOG = { few: 10, waiting: 500, finished: 500, runs: RUNS, rounds: 1 };

const TINY: ItselfSizes = {
  backlog: [
    { ...BACKLOG, kind: 'postgres' },
    { ...BACKLOG, kind: 'redis' },
  ],
  twoWorkers: [{ kind: 'postgres', runs: RUNS, resting: { ms: 5, concurrency: 20 }, rounds: 1 }],
  floor: [{ runs: { warmUp: 1_000, measured: 1_000 }, rounds: 1 }],
  limits: [
    { kind: 'redis', runs: RUNS, rounds: 1 },
    { kind: 'memory', runs: RUNS, rounds: 1 },
  ],
  eventLoop: [{ idleMs: 50, runs: 200, rounds: 1 }],
  churn: [{ runs: 12_000, seconds: Number.POSITIVE_INFINITY, backlog: 2_000 }],
  recovery: [{ kind: 'postgres', runs: 20, leaseMs: 5_000, rounds: 1 }],
  idle: [
    { kind: 'postgres', settleMs: 100, ms: 300 },
    { kind: 'redis', settleMs: 100, ms: 300 },
    { kind: 'pglite', settleMs: 100, ms: 300 },
  ],
};

const all = ITSELF_NAMES.flatMap((name) => trialsOf(TINY, name));

/** The rows that gave no number, as one does when a run was lost or done twice. */
async function rowsWithout(trials: readonly Trial[]): Promise<Pick<ItselfRow, 'title' | 'verdict'>[]> {
  const rows = await measureItself(trials, { launch, onRow: () => undefined });
  expect(rows.length).toBeGreaterThan(0);
  return rows.filter(({ verdict }) => verdict.kind !== 'measured').map(({ title, verdict }) => ({ title, verdict }));
}

describe('what is measured against itself, on a few hundred runs', () => {
  it('gives a number in every row', async () => {
    expect(await rowsWithout(all.filter(({ engine }) => engine !== TITLES.redis))).toEqual([]);
  }, 400_000);

  it('gives a number in every row on Redis', async (context) => {
    const missing = await redisEngine('appendonly everysec').missing();
    context.skip(missing !== null, missing ?? '');
    expect(await rowsWithout(all.filter(({ engine }) => engine === TITLES.redis))).toEqual([]);
  }, 400_000);

  it('gives none when a process fails', async () => {
    const failing = { ...launch, execArgv: ['--eval', 'process.exit(3)'] };
    const rows = await measureItself(trialsOf(TINY, 'eventLoop'), { launch: failing, onRow: () => undefined });
    const reasons = ['host: the process ended with code 3 and no answer'];
    expect(rows.map(({ verdict }) => verdict)).toEqual(rows.map(() => ({ kind: 'refused', reasons })));
    expect(rows.length).toBeGreaterThan(0);
  }, 60_000);
});

import { describe, expect, it } from 'vitest';
import type { ContestantName } from './contestants.js';
import { compare } from './compare.js';
import type { Figures } from './figures.js';
import { seriesReport, table, type Report } from './report.js';
import type { Entrant, Outcome, TrialOutcomes } from './rounds.js';
import type { RowPlan } from './series.js';

const drain: RowPlan = { title: 'drain 50 at concurrency 10', figure: 'drain', target: 3 };
const peak: RowPlan = { title: 'memory of the worker, at most', figure: 'peak', target: 1.2 };

function outcome(figures: Figures, server = '7.0, appendonly yes'): Outcome {
  const worked = { handled: 50, repeated: 0, settled: 50, left: 0, failed: 0, kept: null };
  return {
    about: { settings: 'as it comes', keeps: 'nothing', acknowledges: 'written' },
    figures,
    evidence: { payloadBytes: 200, server, acknowledged: 50, stored: 50, worked },
  };
}

function entrant(name: ContestantName, ...outcomes: Outcome[]): Entrant {
  return { name, ours: name.startsWith('nightshift'), outcomes };
}

function trial(...entrants: Entrant[]): TrialOutcomes {
  const runs = { warmUp: 0, measured: 50 };
  return { work: { kind: 'drain', runs, concurrency: 10 }, rows: [drain, peak], entrants };
}

const ours = entrant(
  'nightshift on Redis',
  outcome({ drain: 300, peak: 100 }),
  outcome({ drain: 440, peak: 130 }),
  outcome({ drain: 300, peak: 120 }),
);
const bullmq = entrant(
  'BullMQ',
  outcome({ drain: 100, peak: 100 }),
  outcome({ drain: 110, peak: 100 }),
  outcome({ drain: 90, peak: 100 }),
);
const slower = entrant(
  'BullMQ, keeping all',
  outcome({ drain: 50, peak: 80 }),
  outcome({ drain: 55, peak: 80 }),
  outcome({ drain: 45, peak: 80 }),
);

describe('a row', () => {
  it('compares round by round with the peer that has the best median', () => {
    expect(compare(trial(ours, slower, bullmq), drain).comparison).toEqual({
      kind: 'ratio',
      against: 'BullMQ',
      ratio: { median: 300 / 90, least: 3, most: 4 },
      target: 3,
      met: true,
    });
  });

  it('takes the least for the best where less is better, and its target for a ceiling', () => {
    expect(compare(trial(ours, slower, bullmq), peak).comparison).toMatchObject({
      against: 'BullMQ, keeping all',
      ratio: { median: 1.5 },
      met: false,
    });
  });

  it('has no ratio when a peer did other work', () => {
    const [first, second] = bullmq.outcomes;
    if (first === undefined || second === undefined) throw new Error('two rounds');
    const other = entrant('BullMQ', first, second, outcome({ drain: 900 }, '7.0, appendonly no'));
    expect(compare(trial(ours, other), drain).comparison).toEqual({
      kind: 'refused',
      reasons: ['nightshift on Redis and BullMQ: server settings differ: 7.0, appendonly yes and 7.0, appendonly no'],
    });
  });

  it('has no ratio when a round failed, or lost a run', () => {
    const failing = entrant('BullMQ', outcome({ drain: 100 }), { failed: 'BullMQ, drain: no connection' });
    expect(compare(trial(ours, failing), drain)).toMatchObject({
      entries: [{}, { name: 'BullMQ', spread: null, perRound: [100, null] }],
      comparison: { kind: 'refused', reasons: ['BullMQ, drain: no connection'] },
    });
    const whole = outcome({ drain: 100 });
    if ('failed' in whole) throw new Error('a measurement');
    const losing = entrant('nightshift on Redis', { ...whole, evidence: { ...whole.evidence, stored: 49 } });
    expect(compare(trial(losing, bullmq), drain).comparison).toEqual({
      kind: 'refused',
      reasons: ['nightshift on Redis: runs in the store: expected 50, found 49'],
    });
  });

  it('has nothing to compare with when no peer is there', () => {
    expect(compare(trial(ours), drain).comparison).toEqual({ kind: 'none' });
  });
});

describe('the table', () => {
  const report = (...trials: TrialOutcomes[]): Report => ({
    benchmark: 'queue',
    machine: { node: 'v24.0.0', cpu: 'a processor', cores: 2, load: [0.5, 1.5] },
    versions: { bullmq: '6.7.0' },
    rounds: 3,
    seconds: 61.4,
    series: [
      seriesReport({ title: 'Redis', trials }),
      seriesReport({ title: 'Valkey', skipped: 'there is no server' }),
    ],
  });

  it('shows medians with their spread, the ratio against its target, and what is skipped', () => {
    const lines = table(report(trial(ours, bullmq))).split('\n');
    expect(lines).toContain('  drain 50 at concurrency 10: 3.33 x BullMQ (3.00 to 4.00); target 3, met');
    expect(lines).toContain('    nightshift on Redis       300 runs/s (300 to 440)');
    expect(lines).toContain('  memory of the worker, at most: 1.20 x BullMQ (1.00 to 1.30); target 1.2, met');
    expect(lines).toContain('  skipped: there is no server');
  });

  it('says why there is no ratio', () => {
    const failing = entrant('BullMQ', { failed: 'no connection' });
    expect(table(report(trial(ours, failing)))).toContain('no ratio, because no connection');
  });
});

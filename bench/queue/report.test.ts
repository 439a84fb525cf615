import { describe, expect, it } from 'vitest';
import type { ContestantName } from './contestants.js';
import { compare } from './compare.js';
import type { Figures } from './figures.js';
import type { RowPlan } from './plans.js';
import { seriesReport, type Report } from './report.js';
import type { Entrant, Outcome, TrialOutcomes } from './rounds.js';
import { table } from './table.js';

const drain: RowPlan = { title: 'drain 50 at concurrency 10', figure: 'drain', target: 3, among: 'all' };
const peak: RowPlan = { title: 'memory of the worker, at most', figure: 'peak', target: 1.2, among: 'all' };

function outcome(figures: Figures, server = '7.0, appendonly yes', kept: number | null = null): Outcome {
  const worked = { handled: 50, repeated: 0, settled: 50, left: 0, failed: 0, kept };
  return {
    about: { settings: 'as it comes', keeps: 'nothing', acknowledges: 'written' },
    figures,
    evidence: { payloadBytes: 200, server, acknowledged: 50, stored: 50, worked },
  };
}

function entrant(name: ContestantName, ...outcomes: Outcome[]): Entrant {
  return { name, ours: name.startsWith('nightshift'), behind: false, outcomes };
}

function trial(...entrants: Entrant[]): TrialOutcomes {
  return { rows: [drain, peak], entrants };
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
  'p-queue',
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
      against: 'p-queue',
      ratio: { median: 1.5 },
      met: false,
    });
  });

  it('compares with the best that keeps history, or with a single peer, when it says so', () => {
    const keeping = entrant(
      'p-queue',
      ...[50, 55, 45].map((rate) => outcome({ drain: rate }, '7.0, appendonly yes', 50)),
    );
    const against = (among: RowPlan['among']): unknown =>
      compare(trial(ours, bullmq, keeping, slower), { ...drain, among }).comparison;
    expect(against('all')).toMatchObject({ against: 'BullMQ' });
    expect(against('keeping history')).toMatchObject({ against: 'p-queue', ratio: { median: 300 / 45 } });
    expect(against('BullMQ')).toMatchObject({ against: 'BullMQ' });
  });

  it('divides by no peer that did less work, and has no ratio when that one is the best', () => {
    const behind = (rate: number): Entrant => ({
      ...entrant('pg-boss', outcome({ drain: rate, peak: 10 }), outcome({ drain: rate, peak: 10 })),
      behind: true,
    });
    expect(compare(trial(ours, bullmq, behind(90)), drain).comparison).toMatchObject({ against: 'BullMQ' });
    expect(compare(trial(ours, bullmq, behind(90)), peak).comparison).toMatchObject({ against: 'BullMQ' });
    expect(compare(trial(ours, bullmq, behind(900)), drain).comparison).toEqual({
      kind: 'refused',
      reasons: ['pg-boss is the best, and did less work than ours'],
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
    itself: [],
    series: [
      seriesReport({ title: 'Redis', trials }),
      seriesReport({ title: 'Valkey', skipped: 'there is no server' }),
    ],
  });

  it('shows medians, the ratio with its spread against its target, what is kept, and what is skipped', () => {
    const lines = table(report(trial(ours, bullmq))).split('\n');
    expect(lines).toContain(
      '| drain 50 at concurrency 10 | 300 runs/s | BullMQ 100 | 3.33 x BullMQ (3.00 to 4.00) | 3 | yes |',
    );
    expect(lines).toContain(
      '| memory of the worker, at most | 120 MB | BullMQ 100 | 1.20 x BullMQ (1.00 to 1.30) | 1.2 | yes |',
    );
    expect(lines).toContain('| kept afterwards | nothing | BullMQ nothing |  |  |  |');
    expect(lines).toContain('  skipped: there is no server');
  });

  it('marks who did less work', () => {
    const behind = { ...entrant('pg-boss', outcome({ drain: 9 })), behind: true };
    expect(table(report(trial(ours, bullmq, behind)))).toContain('| BullMQ 100; pg-boss * 9.00 |');
  });

  it('says why there is no ratio', () => {
    const failing = entrant('BullMQ', { failed: 'no connection' });
    expect(table(report(trial(ours, failing)))).toContain('none, because no connection');
  });
});

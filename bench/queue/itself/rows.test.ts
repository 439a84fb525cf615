import { describe, expect, it } from 'vitest';
import { itselfLines } from './report.js';
import { rowsOf, skippedRows, type Outcome } from './rows.js';
import type { WorkResult } from './tasks/work.js';
import type { Trial } from './trial.js';
import { faultsOf } from './work-check.js';

const trial: Pick<Trial, 'engine' | 'rows'> = {
  engine: 'PostgreSQL',
  rows: [
    { title: 'drain beside many', unit: 'runs/s', figure: ['many', 'few'], target: { atLeast: 0.9 }, note: 'a note' },
    { title: 'recovery', unit: 's', figure: 'recovery', target: { atMost: 7 } },
  ],
};

function round(many: number, few: number, recovery: number): Outcome {
  return { figures: { many, few, recovery, 'few: cores': 0.8 }, faults: [] };
}

describe('a row', () => {
  it('has the median of the ratios of each round, and meets its target or not', () => {
    const rows = rowsOf(trial, [round(90, 100, 6), round(60, 80, 9), round(200, 200, 8)]);
    expect(rows).toMatchObject([
      { verdict: { kind: 'measured', value: { median: 0.9, least: 0.75, most: 1 }, met: true } },
      { verdict: { kind: 'measured', value: { median: 8 }, met: false } },
    ]);
    expect(itselfLines(rows)).toEqual([
      'Against itself, or a bound',
      '',
      '|  | figures, median | ratio, or figure, median (least to most) | target | met |',
      '| --- | --- | --- | --- | --- |',
      '| PostgreSQL: drain beside many | many 90.00; few 100; few: cores 0.80 | 0.90 x (runs/s, 0.75 to 1.00) | >= 0.9 | yes |',
      '| PostgreSQL: recovery | recovery 8.00 | 8.00 s (6.00 to 9.00) | <= 7 | no |',
      '',
      '- PostgreSQL: drain beside many: a note',
    ]);
  });

  it('has no figure when a round lost a run, failed, or gave no number', () => {
    const lost: Outcome = {
      figures: { many: 1, few: 1, recovery: 1 },
      faults: ['runs left waiting: expected 0, found 1'],
    };
    expect(rowsOf(trial, [round(1, 1, 1), lost])[0]?.verdict).toEqual({
      kind: 'refused',
      reasons: ['runs left waiting: expected 0, found 1'],
    });
    expect(rowsOf(trial, [round(1, 1, 1), { failed: 'no connection' }])[1]?.verdict).toEqual({
      kind: 'refused',
      reasons: ['no connection'],
    });
    expect(rowsOf(trial, [round(1, Number.NaN, 1)])[0]?.verdict).toMatchObject({ kind: 'refused' });
  });

  it('says why it was skipped', () => {
    expect(itselfLines(skippedRows(trial, 'there is no server'))).toContain(
      '| PostgreSQL: recovery |  | skipped: there is no server |  |  |',
    );
  });
});

describe('the work of workers', () => {
  const worker = (begun: number[], settled: number): WorkResult => ({
    begun: Uint32Array.from(begun),
    begunAt: new Float64Array(begun.length),
    settledAt: new Float64Array(settled),
    claims: [],
    settles: [],
    counts: { waiting: 0, active: 0, failed: 0, finished: settled },
    cores: 1,
  });
  const left = { waiting: 1, active: 0, failed: 0, finished: 6 };
  const expected = { before: 5, finishedBefore: 2 };

  it('counts when each run began once and is finished or waits', () => {
    expect(faultsOf([worker([0, 1], 2), worker([2, 3], 2)], left, expected)).toEqual([]);
  });

  it('does not when a run began twice, was lost, or was settled twice', () => {
    expect(faultsOf([worker([0, 1], 2), worker([1, 3], 2)], left, expected)).toEqual([
      'runs begun more often than they may: expected 0, found 1',
    ]);
    expect(faultsOf([worker([0, 1, 2, 3], 4)], { ...left, waiting: 0 }, expected)).toEqual([
      'runs left waiting: expected 1, found 0',
    ]);
    expect(faultsOf([worker([0, 1, 2, 3], 5)], left, expected)).toEqual([
      'runs left waiting: expected 0, found 1',
      'finished runs in the store: expected 7, found 6',
    ]);
  });
});

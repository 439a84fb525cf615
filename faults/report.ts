import type { EngineName } from './engine.js';
import type { ScenarioResult } from './scenario.js';

export interface Row {
  readonly scenario: string;
  readonly engine: EngineName;
  readonly result: ScenarioResult;
  readonly seconds: number;
}

const SHOWN_IDS = 5;
const HEADINGS = [
  'scenario',
  'engine',
  'enqueued',
  'finished',
  'attempts',
  'taken over',
  'faults',
  'ran twice after settle',
  'lost',
  'seconds',
];

/** What is wrong with a scenario's result, in words; nothing when it survived. */
export function faultsOf({ result }: Row): string[] {
  const { lost, ranTwice, faults, complaints } = result;
  return [
    ...(lost.length > 0 ? [`${lost.length} lost: ${some(lost)}`] : []),
    ...(ranTwice.length > 0 ? [`${ranTwice.length} ran twice: ${some(ranTwice)}`] : []),
    ...(faults === 0 ? ['no fault struck before all was done: give it more runs'] : []),
    ...complaints,
  ];
}

/** A table, a line per scenario, and the sums. */
export function table(rows: readonly Row[]): string {
  const lines = [HEADINGS, ...rows.map(cells), sums(rows)];
  const widths = HEADINGS.map((_heading, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => pad(cell, column, widths)).join('  ')).join('\n');
}

function cells({ scenario, engine, result, seconds }: Row): string[] {
  const { enqueued, finished, attempts, takenOver, faults, ranTwice, lost } = result;
  const numbers = [enqueued, finished, attempts, takenOver, faults, ranTwice.length, lost.length];
  return [scenario, engine, ...numbers.map(String), seconds.toFixed(1)];
}

function sums(rows: readonly Row[]): string[] {
  const sum = (value: (result: ScenarioResult) => number): string =>
    String(rows.reduce((total, { result }) => total + value(result), 0));
  return [
    'all',
    '',
    sum(({ enqueued }) => enqueued),
    sum(({ finished }) => finished),
    sum(({ attempts }) => attempts),
    sum(({ takenOver }) => takenOver),
    sum(({ faults }) => faults),
    sum(({ ranTwice }) => ranTwice.length),
    sum(({ lost }) => lost.length),
    rows.reduce((total, { seconds }) => total + seconds, 0).toFixed(1),
  ];
}

// Words to the left, numbers to the right.
function pad(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

function some(ids: readonly string[]): string {
  return ids.slice(0, SHOWN_IDS).join(', ') + (ids.length > SHOWN_IDS ? ', …' : '');
}

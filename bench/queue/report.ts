import { compare, type Row } from './compare.js';
import type { ContestantName } from './contestants.js';
import type { About } from './contestant.js';
import { figures, type Figure } from './figures.js';
import type { Machine } from './machine.js';
import type { SeriesOutcomes, TrialOutcomes } from './rounds.js';
import { spread } from './statistics.js';
import type { Measurement } from './trial.js';

/** What a run of the benchmark found. */
export interface Report {
  readonly benchmark: 'queue';
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly seconds: number;
  readonly series: readonly SeriesReport[];
}

export type SeriesReport = { readonly title: string } & (
  | { readonly skipped: string }
  | { readonly server: string; readonly rows: readonly Row[]; readonly contestants: readonly ContestantReport[] }
);

/** What a contestant was, did with the processor, and leaves behind. */
interface ContestantReport extends About {
  readonly name: ContestantName;
  /** Medians of what the ratios are not about. */
  readonly costs: Readonly<Partial<Record<Figure, number>>>;
}

const COSTS = ['workerCpu', 'serverCpu', 'keptBytes'] as const satisfies readonly Figure[];

/** Draws up what a series found. */
export function seriesReport(series: SeriesOutcomes): SeriesReport {
  if ('skipped' in series) return series;
  const { title, trials } = series;
  const first = trials.flatMap(({ entrants }) => entrants.flatMap(goodOf))[0];
  return {
    title,
    server: first?.evidence.server ?? 'unknown',
    rows: trials.flatMap((trial) => trial.rows.map((plan) => compare(trial, plan))),
    contestants: contestantReports(trials),
  };
}

function contestantReports(trials: readonly TrialOutcomes[]): ContestantReport[] {
  const names = [...new Set(trials.flatMap(({ entrants }) => entrants.map(({ name }) => name)))];
  return names.flatMap((name) => {
    const good = trials.flatMap(({ entrants }) => entrants.filter((entrant) => entrant.name === name).flatMap(goodOf));
    const about = good[0]?.about;
    return about === undefined ? [] : [{ name, ...about, costs: costsOf(good) }];
  });
}

function costsOf(measurements: readonly Measurement[]): ContestantReport['costs'] {
  return Object.fromEntries(
    COSTS.flatMap((figure) => {
      const values = measurements.flatMap((measurement) => measurement.figures[figure] ?? []);
      return values.length === 0 ? [] : [[figure, spread(values).median]];
    }),
  );
}

function goodOf({ outcomes }: TrialOutcomes['entrants'][number]): Measurement[] {
  return outcomes.filter((outcome): outcome is Measurement => !('failed' in outcome));
}

/** The report for people. */
export function table(report: Report): string {
  const { machine, versions, rounds, seconds } = report;
  return [
    `Node ${machine.node}, ${machine.cpu}, ${machine.cores} cores; load average ${machine.load.map((load) => load.toFixed(1)).join(' before and ')} after`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    `${rounds} interleaved rounds, medians (least to most), ${Math.round(seconds)} s in all; payload of 200 bytes, checked by zod at enqueue and before work`,
    ...report.series.flatMap((series) => ['', ...seriesLines(series)]),
  ].join('\n');
}

function seriesLines(series: SeriesReport): string[] {
  if ('skipped' in series) return [series.title, `  skipped: ${series.skipped}`];
  return [
    `${series.title}${series.server === 'none' ? '' : ` (${series.server})`}`,
    ...series.rows.flatMap(rowLines),
    ...series.contestants.map(contestantLine),
  ];
}

function rowLines({ title, unit, entries, comparison }: Row): string[] {
  const lines = entries.map(({ name, spread: values }) => {
    const text =
      values === null
        ? 'not measured'
        : `${show(values.median)} ${unit} (${show(values.least)} to ${show(values.most)})`;
    return `    ${name.padEnd(26)}${text}`;
  });
  return [`  ${title}: ${verdict(comparison)}`, ...lines];
}

function verdict(comparison: Row['comparison']): string {
  if (comparison.kind === 'none') return 'nothing to compare with';
  if (comparison.kind === 'refused') return `no ratio, because ${comparison.reasons.slice(0, 3).join('; ')}`;
  const { ratio, against, target, met } = comparison;
  const bound = target === null ? '' : `; target ${target}, ${met === true ? 'met' : 'missed'}`;
  return `${factor(ratio.median)} x ${against} (${factor(ratio.least)} to ${factor(ratio.most)})${bound}`;
}

function contestantLine({ name, settings, keeps, acknowledges, costs }: ContestantReport): string {
  const words: Record<(typeof COSTS)[number], string> = {
    workerCpu: 'of the worker’s processor per run',
    serverCpu: 'of the server’s',
    keptBytes: 'kept per run',
  };
  const spent = COSTS.flatMap((figure) => {
    const value = costs[figure];
    return value === undefined ? [] : [`${show(value)} ${figures[figure].unit} ${words[figure]}`];
  });
  return `  ${name}: ${[settings, `keeps ${keeps}`, `an enqueue resolves when ${acknowledges}`, ...spent].join('; ')}`;
}

function show(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(2);
}

function factor(value: number): string {
  return value.toFixed(2);
}

import { compare, type Row } from './compare.js';
import { contestants, type ContestantName } from './contestants.js';
import type { About } from './contestant.js';
import type { Figure } from './figures.js';
import type { ItselfRow } from './itself/rows.js';
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
  /** What has no peer to be compared with. */
  readonly itself: readonly ItselfRow[];
}

export type SeriesReport = { readonly title: string } & (
  | { readonly skipped: string }
  | { readonly server: string; readonly rows: readonly Row[]; readonly contestants: readonly ContestantReport[] }
);

/** What a contestant was, did with the processor, and leaves behind. */
export interface ContestantReport extends About {
  readonly name: ContestantName;
  readonly ours: boolean;
  /** Medians of what the ratios are not about. */
  readonly costs: Readonly<Partial<Record<Figure, number>>>;
}

/** What is told of a contestant beside the rows. */
export const COSTS = ['workerCpu', 'serverCpu', 'keptBytes'] as const satisfies readonly Figure[];

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
    return about === undefined ? [] : [{ name, ours: contestants[name].ours, ...about, costs: costsOf(good) }];
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

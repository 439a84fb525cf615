import { spread, type Spread } from '../statistics.js';
import type { RowPlan, Sample, Target, Trial } from './trial.js';

/** A round of a trial, or why there is none. */
export type Outcome = Sample | { readonly failed: string };

/** A line of the table, with what it was drawn from. */
export interface ItselfRow {
  readonly engine: string;
  readonly title: string;
  readonly unit: string;
  readonly note: string | null;
  /** The figures by their names; null where no round gave them. */
  readonly figures: Readonly<Record<string, { readonly spread: Spread | null; readonly perRound: readonly number[] }>>;
  readonly target: Target | null;
  readonly verdict: Verdict;
}

export type Verdict =
  | { readonly kind: 'skipped'; readonly why: string }
  /** The figures are none. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  /** The figure, or the ratio of the two of the same round; `met` is null where there is no target. */
  | { readonly kind: 'measured'; readonly value: Spread; readonly isRatio: boolean; readonly met: boolean | null };

/** Draws up the rows of a trial that was measured. */
export function rowsOf(trial: Pick<Trial, 'engine' | 'rows'>, outcomes: readonly Outcome[]): ItselfRow[] {
  const reasons = [
    ...new Set(outcomes.flatMap((outcome) => ('failed' in outcome ? [outcome.failed] : outcome.faults))),
  ];
  const samples = outcomes.filter((outcome): outcome is Sample => !('failed' in outcome));
  return trial.rows.map((plan) => ({
    ...headOf(trial, plan),
    figures: Object.fromEntries(namesIn(plan, samples).map((name) => [name, figureOf(name, samples)])),
    verdict: reasons.length > 0 ? { kind: 'refused', reasons } : judge(plan, samples),
  }));
}

/** The rows of a trial that cannot be had here. */
export function skippedRows(trial: Pick<Trial, 'engine' | 'rows'>, why: string): ItselfRow[] {
  return trial.rows.map((plan) => ({ ...headOf(trial, plan), figures: {}, verdict: { kind: 'skipped', why } }));
}

function headOf({ engine }: Pick<Trial, 'engine'>, { title, unit, target, note }: RowPlan) {
  return { engine, title, unit, target, note: note ?? null };
}

function judge({ figure, target }: RowPlan, samples: readonly Sample[]): Verdict {
  const values = samples.map(({ figures }) => {
    const [over, under] = typeof figure === 'string' ? [figure, null] : figure;
    const value = figures[over] ?? Number.NaN;
    return under === null ? value : value / (figures[under] ?? Number.NaN);
  });
  if (values.length === 0 || values.some((value) => !Number.isFinite(value))) {
    return { kind: 'refused', reasons: ['a round gave no number'] };
  }
  const value = spread(values);
  return { kind: 'measured', value, isRatio: typeof figure !== 'string', met: isMet(value.median, target) };
}

function isMet(value: number, target: Target | null): boolean | null {
  if (target === null) return null;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

/** The figures that a row is about, and those that tell more of the same: `one process: cores` of `one process`. */
function namesIn({ figure }: RowPlan, samples: readonly Sample[]): string[] {
  const own = typeof figure === 'string' ? [figure] : [...figure];
  const all = new Set(samples.flatMap(({ figures }) => Object.keys(figures)));
  return [...own, ...[...all].filter((name) => own.some((one) => name.startsWith(`${one}: `)))];
}

function figureOf(name: string, samples: readonly Sample[]): ItselfRow['figures'][string] {
  const perRound = samples.flatMap(({ figures }) => figures[name] ?? []);
  return { spread: perRound.length === 0 ? null : spread(perRound), perRound };
}

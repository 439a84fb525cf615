import type { ContestantName } from './contestants.js';
import { figures, type Figure } from './figures.js';
import type { Entrant, Outcome, TrialOutcomes } from './rounds.js';
import { differences, faultsOf } from './same-work.js';
import type { RowPlan } from './plans.js';
import { spread, type Spread } from './statistics.js';
import type { Measurement } from './trial.js';

/** One line of the table: a figure of every contestant, and ours against the best of the others. */
export interface Row {
  readonly title: string;
  readonly figure: Figure;
  readonly unit: string;
  readonly entries: readonly RowEntry[];
  readonly comparison: Comparison;
}

interface RowEntry {
  readonly name: ContestantName;
  readonly ours: boolean;
  /** It did less work, in fewer rounds. */
  readonly behind: boolean;
  /** Null where a round failed, or where the contestant has no such figure. */
  readonly spread: Spread | null;
  readonly perRound: readonly (number | null)[];
}

type Comparison =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  | {
      readonly kind: 'ratio';
      readonly against: ContestantName;
      /** Ours to theirs, of the same round. */
      readonly ratio: Spread;
      readonly target: number | null;
      readonly met: boolean | null;
    };

/** Compares one figure of a trial's contestants. */
export function compare(trial: Pick<TrialOutcomes, 'entrants'>, plan: RowPlan): Row {
  const { unit, better } = figures[plan.figure];
  const entrants = trial.entrants.filter((entrant) => entrant.ours || mayBeBest(entrant, plan));
  const entries = entrants.map((entrant) => entryOf(entrant, plan.figure));
  return { title: plan.title, figure: plan.figure, unit, entries, comparison: comparison() };

  function comparison(): Comparison {
    const ours = entrants.find((entrant) => entrant.ours);
    const peers = entrants.filter((entrant) => !entrant.ours);
    if (ours === undefined || peers.length === 0) return { kind: 'none' };
    const reasons = [ours, ...peers].flatMap(whyNot);
    if (reasons.length > 0) return { kind: 'refused', reasons: [...new Set(reasons)] };
    const best = bestOf(peers, plan.figure, better);
    if (best.behind) return { kind: 'refused', reasons: [`${best.name} is the best, and did less work than ours`] };
    const unlike = differencesOf(ours, best);
    if (unlike.length > 0) return { kind: 'refused', reasons: unlike };
    return { kind: 'ratio', against: best.name, ...ratioTo(ours, best, plan) };
  }
}

/** Whether a peer may be the one that a row divides by. */
function mayBeBest(entrant: Entrant, { figure, among }: RowPlan): boolean {
  // Less work takes less memory.
  if (entrant.behind && figure === 'peak') return false;
  if (among === 'all') return true;
  return among === 'keeping history' ? keepsHistory(entrant) : entrant.name === among;
}

/** Unknown of one that failed, which counts so that its failure is told. */
function keepsHistory(entrant: Entrant): boolean {
  const measured = measurements(entrant);
  return measured.length === 0 || measured.some(({ evidence: { worked } }) => typeof worked?.kept === 'number');
}

function ratioTo(ours: Entrant, best: Entrant, { figure, target }: RowPlan): Pick<Ratio, 'ratio' | 'target' | 'met'> {
  const theirs = valuesOf(best, figure);
  const ratio = spread(valuesOf(ours, figure).map((value, round) => value / (theirs[round] ?? Number.NaN)));
  const enough = (bound: number): boolean =>
    figures[figure].better === 'more' ? ratio.median >= bound : ratio.median <= bound;
  return { ratio, target, met: target === null ? null : enough(target) };
}

type Ratio = Extract<Comparison, { kind: 'ratio' }>;

function entryOf(entrant: Entrant, figure: Figure): RowEntry {
  const perRound = entrant.outcomes.map((outcome) => ('failed' in outcome ? null : (outcome.figures[figure] ?? null)));
  const values = perRound.filter((value) => value !== null);
  const whole = values.length === perRound.length && values.length > 0;
  return {
    name: entrant.name,
    ours: entrant.ours,
    behind: entrant.behind,
    spread: whole ? spread(values) : null,
    perRound,
  };
}

/** Why an entrant's figures are none. */
function whyNot({ name, outcomes }: Entrant): string[] {
  return outcomes.flatMap((outcome) =>
    'failed' in outcome ? [outcome.failed] : faultsOf(outcome.evidence).map((fault) => `${name}: ${fault}`),
  );
}

function differencesOf(ours: Entrant, theirs: Entrant): string[] {
  const pairs = measurements(ours).flatMap((one, round) => {
    const other = measurements(theirs)[round];
    return other === undefined ? ['the rounds differ'] : differences(one.evidence, other.evidence);
  });
  return [...new Set(pairs)].map((difference) => `${ours.name} and ${theirs.name}: ${difference}`);
}

function bestOf(peers: readonly Entrant[], figure: Figure, better: 'more' | 'less'): Entrant {
  const median = (entrant: Entrant): number => spread(valuesOf(entrant, figure)).median;
  return peers.reduce((best, peer) =>
    (better === 'more' ? median(peer) > median(best) : median(peer) < median(best)) ? peer : best,
  );
}

function valuesOf(entrant: Entrant, figure: Figure): number[] {
  return measurements(entrant).map((measurement) => measurement.figures[figure] ?? Number.NaN);
}

function measurements({ outcomes }: Entrant): Measurement[] {
  return outcomes.filter((outcome): outcome is Exclude<Outcome, { failed: string }> => !('failed' in outcome));
}

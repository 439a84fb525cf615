import { contestants, type ContestantName } from './contestants.js';
import type { Engine } from './engines/engine.js';
import type { Launch } from './processes.js';
import type { RowPlan, Series, TrialWork } from './series.js';
import { performTrial, type Measurement } from './trial.js';

/** A measurement, or why there is none. */
export type Outcome = Measurement | { readonly failed: string };

/** One contestant in one trial, over the rounds. */
export interface Entrant {
  readonly name: ContestantName;
  readonly ours: boolean;
  /** One for each round. */
  readonly outcomes: readonly Outcome[];
}

/** What a trial gave, for all of its contestants. */
export interface TrialOutcomes {
  readonly work: TrialWork;
  readonly rows: readonly RowPlan[];
  readonly entrants: readonly Entrant[];
}

/** What a series gave, or why it was not measured. */
export type SeriesOutcomes = { readonly title: string } & (
  { readonly skipped: string } | { readonly trials: readonly TrialOutcomes[] }
);

/**
 * Measures everything in turn, round by round, so that a slow moment of the machine meets every contestant; each round
 * begins with another one.
 */
export async function measureRounds(
  all: readonly Series[],
  { launch, rounds, onRound }: { launch: Launch; rounds: number; onRound: (round: number) => void },
): Promise<SeriesOutcomes[]> {
  const prepared = await Promise.all(all.map(prepare));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const series of prepared) if (series.skipped === null) await measureSeries(series, launch, round);
      onRound(round + 1);
    }
  } finally {
    for (const { engine } of prepared) await engine.close();
  }
  return prepared.map(outcomesOf);
}

interface Prepared {
  readonly engine: Engine;
  readonly skipped: string | null;
  readonly trials: readonly {
    readonly work: TrialWork;
    readonly rows: readonly RowPlan[];
    readonly entrants: readonly { readonly name: ContestantName; readonly outcomes: Outcome[] }[];
  }[];
}

async function prepare({ engine, trials }: Series): Promise<Prepared> {
  return {
    engine,
    skipped: await engine.missing(),
    trials: trials.map(({ work, rows, contestants: names }) => ({
      work,
      rows,
      entrants: names.map((name) => ({ name, outcomes: [] })),
    })),
  };
}

async function measureSeries({ engine, trials }: Prepared, launch: Launch, round: number): Promise<void> {
  for (const { work, entrants } of trials) {
    const first = round % entrants.length;
    for (const { name, outcomes } of [...entrants.slice(first), ...entrants.slice(0, first)]) {
      outcomes.push(await attempt(engine, { launch, contestant: name }, work));
    }
  }
}

/** A contestant that fails has no ratio; the others go on. */
async function attempt(
  engine: Engine,
  who: { readonly launch: Launch; readonly contestant: ContestantName },
  work: TrialWork,
): Promise<Outcome> {
  const ground = await engine.ground();
  try {
    return await performTrial({ ...who, ground, shared: engine.shared }, work);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  } finally {
    await ground.close();
  }
}

function outcomesOf({ engine: { title }, skipped, trials }: Prepared): SeriesOutcomes {
  if (skipped !== null) return { title, skipped };
  return {
    title,
    trials: trials.map((trial) => ({
      ...trial,
      entrants: trial.entrants.map((entrant) => ({ ...entrant, ours: contestants[entrant.name].ours })),
    })),
  };
}

import { contestants, type ContestantName } from './contestants.js';
import type { Engine } from './engines/engine.js';
import type { Launch } from './processes.js';
import type { RowPlan, TrialWork } from './plans.js';
import type { Series } from './series.js';
import { performTrial, type Measurement } from './trial.js';

/** A measurement, or why there is none. */
export type Outcome = Measurement | { readonly failed: string };

/** One contestant in one trial, over the rounds. */
export interface Entrant {
  readonly name: ContestantName;
  readonly ours: boolean;
  /** It did less work, in fewer rounds. */
  readonly behind: boolean;
  /** One for each round that it took part in. */
  readonly outcomes: readonly Outcome[];
}

/** What a trial gave, for all of its contestants. */
export interface TrialOutcomes {
  readonly rows: readonly RowPlan[];
  readonly entrants: readonly Entrant[];
}

/** What a series gave, or why it was not measured. */
export type SeriesOutcomes = { readonly title: string } & (
  { readonly skipped: string } | { readonly trials: readonly TrialOutcomes[] }
);

/**
 * Measures everything in turn, round by round, so that a slow moment of the machine meets every contestant; each round
 * begins with another one, and those that are behind take part in every second one.
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
  readonly trials: readonly { readonly rows: readonly RowPlan[]; readonly entrants: readonly Place[] }[];
}

interface Place {
  readonly name: ContestantName;
  readonly behind: boolean;
  readonly work: TrialWork;
  readonly outcomes: Outcome[];
}

async function prepare({ engine, trials }: Series): Promise<Prepared> {
  return {
    engine,
    skipped: await engine.missing(),
    trials: trials.map(({ work, rows, contestants: names, behind }) => ({
      rows,
      entrants: [
        ...names.map((name) => ({ name, behind: false, work, outcomes: [] })),
        ...(behind?.contestants ?? []).map((name) => ({
          name,
          behind: true,
          work: behind?.work ?? work,
          outcomes: [],
        })),
      ],
    })),
  };
}

async function measureSeries({ engine, trials }: Prepared, launch: Launch, round: number): Promise<void> {
  for (const { entrants } of trials) {
    const first = round % entrants.length;
    for (const { name, behind, work, outcomes } of [...entrants.slice(first), ...entrants.slice(0, first)]) {
      if (behind && round % 2 === 1) continue;
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
    trials: trials.map(({ rows, entrants }) => ({
      rows,
      entrants: entrants.map(({ name, behind, outcomes }) => ({
        name,
        behind,
        outcomes,
        ours: contestants[name].ours,
      })),
    })),
  };
}

import { availableParallelism } from 'node:os';
import type { Portion } from '../../order.js';
import { drain } from '../drain.js';
import { fillRuns } from '../fill-runs.js';
import { storeOn, TITLES, type SharedKind } from '../grounds.js';
import type { WorkTask } from '../tasks/work.js';
import { inTurns, type RowPlan, type Sample, type Setting, type Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** What two processes share. */
export interface TwoWorkersSizes {
  readonly kind: SharedKind;
  readonly runs: Portion;
  /** How long a handler rests, and how many do so in a process; null for handlers that do nothing, a hundred of them. */
  readonly resting: { readonly ms: number; readonly concurrency: number } | null;
  readonly rounds: number;
}

/** Two worker processes against one. */
export function twoWorkersTrial(sizes: TwoWorkersSizes): Trial {
  const { kind, resting, rounds } = sizes;
  return {
    engine: TITLES[kind],
    rounds,
    quiet: false,
    rows: [resting === null ? busyRow() : restingRow(resting)],
    missing: (grounds) => grounds[kind].missing(),
    begin: (setting) =>
      Promise.resolve({ measure: (round) => measure(setting, sizes, round), end: () => Promise.resolve() }),
  };
}

const FIGURE = ['two processes', 'one process'] as const;
const TARGET = { atLeast: 1.5 };
// A worker takes one core and the server as much; two workers and the server want this many.
const CORES_FOR_TWO = 4;

function busyRow(): RowPlan {
  const cores = availableParallelism();
  const row = { title: 'two worker processes against one, handlers that do nothing', unit: 'runs/s', figure: FIGURE };
  if (cores >= CORES_FOR_TWO) return { ...row, target: TARGET };
  return { ...row, target: null, note: `no target: ${cores} cores are what one worker and its server take` };
}

function restingRow({ ms, concurrency }: NonNullable<TwoWorkersSizes['resting']>): RowPlan {
  const most = Math.round((concurrency * 1_000) / ms).toLocaleString('en');
  return {
    title: `two worker processes against one, handlers that rest ${ms} ms`,
    unit: 'runs/s',
    figure: FIGURE,
    target: TARGET,
    note: `${concurrency} at a time in each process: ${most} runs/s of one at most`,
  };
}

async function measure({ launch, grounds }: Setting, sizes: TwoWorkersSizes, round: number): Promise<Sample> {
  const { kind, runs, resting } = sizes;
  const figures: Record<string, number> = {};
  const faults: string[] = [];
  const handler: WorkTask['handler'] = resting === null ? 'nothing' : { restMs: resting.ms };
  const side = (name: string, workers: number) => async (): Promise<void> => {
    const ground = await grounds[kind].ground();
    try {
      const store = storeOn(kind, ground);
      const total = runs.warmUp + runs.measured;
      await fillRuns(launch, store, { first: 0, runs: total });
      const order = { store, workers, runs, concurrency: resting?.concurrency ?? 100, handler };
      const { perSecond, cores, results, left } = await drain(launch, order);
      figures[name] = perSecond;
      figures[`${name}: cores`] = cores;
      const found = faultsOf(results, left, { before: total, finishedBefore: 0 });
      faults.push(...found.map((fault) => `${name}: ${fault}`));
    } finally {
      await ground.close();
    }
  };
  await inTurns(round, [side(FIGURE[0], 2), side(FIGURE[1], 1)]);
  return { figures, faults };
}

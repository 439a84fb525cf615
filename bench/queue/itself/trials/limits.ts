import type { Portion } from '../../order.js';
import { drain } from '../drain.js';
import { storeOn, TITLES, type SharedKind } from '../grounds.js';
import type { StorePlace } from '../order.js';
import { inTurns, type Sample, type Setting, type Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** What is drained with limits and without. */
export interface LimitsSizes {
  readonly kind: SharedKind | 'memory';
  readonly runs: Portion;
  readonly rounds: number;
}

const FIGURE = ['limits on', 'limits off'] as const;

/** Limits on concurrency and rate for each of a hundred keys, which are counted and never reached, against none. */
export function limitsTrial(sizes: LimitsSizes): Trial {
  const { kind, rounds } = sizes;
  return {
    engine: TITLES[kind],
    rounds,
    quiet: false,
    rows: [
      {
        title: 'drain with limits on concurrency and rate, against without',
        unit: 'runs/s',
        figure: FIGURE,
        target: { atLeast: 0.7 },
      },
    ],
    missing: (grounds) => (kind === 'memory' ? Promise.resolve(null) : grounds[kind].missing()),
    begin: (setting) =>
      Promise.resolve({ measure: (round) => measure(setting, sizes, round), end: () => Promise.resolve() }),
  };
}

async function measure(setting: Setting, sizes: LimitsSizes, round: number): Promise<Sample> {
  const figures: Record<string, number> = {};
  const faults: string[] = [];
  const side = (name: string, limited: boolean) => async (): Promise<void> => {
    const { perSecond, found } = await drainWith(setting, sizes, limited);
    figures[name] = perSecond;
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  };
  await inTurns(round, [side(FIGURE[0], true), side(FIGURE[1], false)]);
  return { figures, faults };
}

async function drainWith(
  { launch, grounds }: Setting,
  { kind, runs }: LimitsSizes,
  limited: boolean,
): Promise<{ perSecond: number; found: string[] }> {
  const ground = kind === 'memory' ? null : await grounds[kind].ground();
  try {
    const store: StorePlace = kind === 'memory' || ground === null ? { kind: 'memory' } : storeOn(kind, ground);
    const order = { store, workers: 1, runs, concurrency: 100, limited, fills: true };
    const { perSecond, results, left } = await drain(launch, order);
    return { perSecond, found: faultsOf(results, left, { before: runs.warmUp + runs.measured, finishedBefore: 0 }) };
  } finally {
    await ground?.close();
  }
}

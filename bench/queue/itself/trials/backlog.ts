import pg from 'pg';
import type { Ground } from '../../engines/engine.js';
import type { Launch } from '../../processes.js';
import type { Portion } from '../../order.js';
import { drain } from '../drain.js';
import { fillRuns } from '../fill-runs.js';
import { storeOn, TITLES, type SharedKind } from '../grounds.js';
import { pile } from '../pile.js';
import { inTurns, type Begun, type Setting, type Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** How much lies around while runs are drained. */
export interface BacklogSizes {
  readonly kind: SharedKind;
  readonly few: number;
  readonly waiting: number;
  readonly finished: number;
  readonly runs: Portion;
  readonly rounds: number;
}

const CONCURRENCY = 100;
const LANES = 4;

/** Drains among many that wait, and beside many that are finished, against few of both. */
export function backlogTrial(sizes: BacklogSizes): Trial {
  const { kind, few, waiting, finished, rounds } = sizes;
  const show = (count: number): string => count.toLocaleString('en');
  const sides = [
    { name: `${show(few)} waiting and finished`, waiting: few, finished: few },
    { name: `${show(waiting)} waiting`, waiting, finished: few },
    { name: `${show(finished)} finished`, waiting: few, finished },
  ];
  const [base, ...large] = sides.map(({ name }) => name) as [string, string, string];
  return {
    engine: TITLES[kind],
    rounds,
    quiet: false,
    rows: large.map((name) => ({
      title: `drain with ${name}, against ${show(few)}`,
      unit: 'runs/s',
      figure: [name, base] as const,
      target: { atLeast: 0.9 },
    })),
    missing: (grounds) => grounds[kind].missing(),
    begin: (setting) => begin(setting, sizes, sides),
  };
}

interface Amounts {
  readonly name: string;
  readonly waiting: number;
  readonly finished: number;
}

async function begin({ launch, grounds }: Setting, sizes: BacklogSizes, sides: readonly Amounts[]): Promise<Begun> {
  const { kind, runs } = sizes;
  const places: Side[] = [];
  for (const side of sides) places.push(await prepare(launch, { kind, ground: await grounds[kind].ground(), ...side }));
  return {
    async measure(round) {
      const figures: Record<string, number> = {};
      const faults: string[] = [];
      await inTurns(
        round,
        places.map((side) => async () => {
          const { perSecond, found } = await drainOnce(launch, side, runs);
          figures[side.name] = perSecond;
          faults.push(...found.map((fault) => `${side.name}: ${fault}`));
        }),
      );
      return { figures, faults };
    },
    async end() {
      for (const { ground } of places) await ground.close();
    },
  };
}

interface Side extends Amounts {
  readonly kind: SharedKind;
  readonly ground: Ground;
  /** The next run that is enqueued, and what the store holds. */
  next: number;
  held: { waiting: number; finished: number };
}

/** Enqueues as many runs as are then drained, so that the amounts stay; what waits longest is drained first. */
async function drainOnce(launch: Launch, side: Side, runs: Portion): Promise<{ perSecond: number; found: string[] }> {
  const store = storeOn(side.kind, side.ground);
  const total = runs.warmUp + runs.measured;
  const order = { store, workers: 1, runs, concurrency: CONCURRENCY, fills: true, first: side.next };
  side.next += total;
  const { perSecond, results, left } = await drain(launch, order);
  const before = side.held.waiting + total;
  const found = faultsOf(results, left, { before, finishedBefore: side.held.finished });
  side.held = left;
  return { perSecond, found };
}

async function prepare(launch: Launch, given: Amounts & Pick<Side, 'kind' | 'ground'>): Promise<Side> {
  const { kind, ground, waiting, finished } = given;
  const store = storeOn(kind, ground);
  const toDrain = kind === 'postgres' ? 1 : finished;
  const runs = { warmUp: 0, measured: toDrain };
  await drain(launch, { store, workers: 1, runs, concurrency: CONCURRENCY, fills: true });
  const toFill = kind === 'postgres' ? 1 : waiting;
  await fillRuns(launch, store, { first: toDrain, runs: toFill, lanes: LANES });
  const next = toDrain + toFill;
  if (kind === 'postgres') await pileUp(ground, { ...given, next });
  return { ...given, next: kind === 'postgres' ? waiting + finished : next, held: { waiting, finished } };
}

/** The server makes the rest out of one row in each table: the library enqueues and drains a million in minutes only. */
async function pileUp(ground: Ground, { waiting, finished, next }: Amounts & { next: number }): Promise<void> {
  const client = new pg.Client(ground.place.url ?? '');
  await client.connect();
  const { space: schema } = ground.place;
  await pile(client, { schema, table: 'run', first: next, runs: waiting - 1 });
  await pile(client, { schema, table: 'run_history', first: next + waiting - 1, runs: finished - 1 });
  await client.end();
}

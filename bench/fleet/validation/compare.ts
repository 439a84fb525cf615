import { availableParallelism } from 'node:os';
import { quantile } from '../../queue/statistics.js';
import type { Costs, EngineCosts, OperationCost } from '../costs.js';
import { engineOptions, SETUPS } from '../scenarios.js';
import type { FleetOptions } from '../simulation/fleet-options.js';
import { simulate } from '../simulation/simulate.js';
import { measureFleet, type FleetMeasurement, type FleetTrial } from './measure-fleet.js';

/** A fleet that was measured, and what the simulation says of it. */
export interface Comparison {
  readonly engine: 'postgres' | 'redis';
  readonly processes: number;
  readonly handlerMs: number;
  /** Medians over the rounds. */
  readonly measured: Figures;
  readonly simulated: Figures;
  /** Cores that other programs left, at the median. */
  readonly coresLeft: number;
  /** How far off the simulation is: 0.1 is a tenth too high. */
  readonly error: Figures;
}

/** Runs a second, and the processor time of server and workers for each. */
interface Figures {
  readonly perSecond: number;
  readonly cpuMsPerRun: number;
}

const PROCESSES = [1, 2, 4] as const;
const HANDLER_MS = [1, 50] as const;
const CONCURRENCY = 20;
// A timer of Node fires a little late.
const TIMER_LATE_MS = 0.6;
const LOOPBACK_MS = 0.03;
const AT_MOST_PER_SECOND = { postgres: 6_000, redis: 16_000 } as const;

/** Measures real fleets, whose workers share the server's machine, and simulates the same. */
export async function compareFleets(
  costs: Costs,
  { rounds, say }: { readonly rounds: number; readonly say: (text: string) => void },
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const engine of ['postgres', 'redis'] as const) {
    for (const handlerMs of HANDLER_MS) {
      for (const processes of PROCESSES) {
        say(`Measuring ${processes} x ${engine}, handlers of ${handlerMs} ms …`);
        comparisons.push(await compare(costs, { engine, processes, handlerMs }, rounds));
      }
    }
  }
  return comparisons;
}

type Fleet = Pick<FleetTrial, 'engine' | 'processes' | 'handlerMs'>;

async function compare(costs: Costs, fleet: Fleet, rounds: number): Promise<Comparison> {
  const most = fleet.handlerMs > 1 ? (fleet.processes * CONCURRENCY * 1_100) / fleet.handlerMs : Infinity;
  const trial: FleetTrial = {
    ...fleet,
    concurrency: CONCURRENCY,
    warmUpMs: 2_500,
    measuredMs: 3_000,
    atMostPerSecond: Math.min(most, AT_MOST_PER_SECOND[fleet.engine]),
  };
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const measured = await measureFleet(trial);
    pairs.push({ measured, simulated: simulated(sameFleet(costs, trial, measured.coresLeft), trial) });
  }
  const coresLeft = median(pairs.map(({ measured }) => measured.coresLeft));
  const medians = (of: (pair: Pair, figure: keyof Figures) => number): Figures => ({
    perSecond: median(pairs.map((pair) => of(pair, 'perSecond'))),
    cpuMsPerRun: median(pairs.map((pair) => of(pair, 'cpuMsPerRun'))),
  });
  return {
    ...fleet,
    coresLeft,
    measured: medians((pair, figure) => pair.measured[figure]),
    simulated: medians((pair, figure) => pair.simulated[figure]),
    error: medians((pair, figure) => pair.simulated[figure] / pair.measured[figure] - 1),
  };
}

interface Pair {
  readonly measured: FleetMeasurement;
  readonly simulated: Figures;
}

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

function simulated(fleet: SharedFleet, { measuredMs }: FleetTrial): Figures {
  const { perSecond, utilisation } = simulate(fleet);
  const busy = utilisation.find(({ part }) => part === 'server')?.share ?? Number.NaN;
  // Times were stretched by what other programs took; processor time is not.
  const stretched = Math.max(1, fleet.engine.cores / fleet.coresLeft);
  const cpuMs = (busy * fleet.engine.cores * measuredMs) / stretched;
  return { perSecond, cpuMsPerRun: cpuMs / ((perSecond * measuredMs) / 1_000) };
}

type SharedFleet = FleetOptions & { readonly coresLeft: number };

function sameFleet(costs: Costs, trial: FleetTrial, coresLeft: number): SharedFleet {
  const setup = SETUPS.find(
    ({ engine, stores, notifications }) => engine === trial.engine && stores === 1 && notifications,
  );
  if (setup === undefined) throw new Error(`There is no setup for ${trial.engine}.`);
  const cores = availableParallelism();
  // What other programs took makes everything here take longer.
  const slower = Math.max(1, cores / coresLeft);
  const engine = engineOptions(costs, { ...setup, cores });
  return {
    engine: { ...engine, costs: scaled(engine.costs, slower) },
    workerRunMs: costs.workerRunMs * slower,
    workers: trial.processes,
    concurrency: trial.concurrency,
    durations: { kind: 'constant', ms: trial.handlerMs + TIMER_LATE_MS },
    supply: 'backlog',
    networkMs: LOOPBACK_MS,
    place: 'server',
    warmUpMs: trial.warmUpMs,
    measuredMs: trial.measuredMs,
    seed: 1,
    coresLeft,
  };
}

function scaled(costs: EngineCosts, by: number): EngineCosts {
  const line = ({ call, run }: { call: number; run: number }) => ({ call: call * by, run: run * by });
  const operation = ({ server, client, flushes }: OperationCost): OperationCost => ({
    server: line(server),
    client: line(client),
    flushes,
  });
  const operations = Object.fromEntries(
    Object.entries(costs.operations).map(([name, cost]) => [name, operation(cost)]),
  ) as EngineCosts['operations'];
  const signals = { server: line(costs.signals.server), client: line(costs.signals.client) };
  return { ...costs, operations, emptyClaim: operation(costs.emptyClaim), signals };
}

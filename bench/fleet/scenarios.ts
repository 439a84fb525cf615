import type { Costs, EngineName } from './costs.js';
import type { EngineModelOptions, FleetOptions } from './simulation/fleet-options.js';

/** An engine, how it is set up, and what is said about it. */
export interface Setup {
  readonly title: string;
  readonly engine: EngineName;
  readonly cores: number;
  readonly stores: number;
  readonly notifications: boolean;
}

/** Cores of the PostgreSQL servers that the tables are about. */
const DATABASE_CORES = 8;
const ANY_NUMBER = 10_000;
/** node-postgres's own default. */
const POOL = 10;

const postgres = { engine: 'postgres', cores: DATABASE_CORES, stores: 1, notifications: true } as const;
const redis = { engine: 'redis', cores: 1, stores: 1, notifications: true } as const;

export const SETUPS: readonly Setup[] = [
  { title: 'PGlite', engine: 'pglite', cores: 1, stores: 1, notifications: true },
  { title: 'PostgreSQL', ...postgres },
  { title: 'PostgreSQL, polling', ...postgres, notifications: false },
  { title: '4 x PostgreSQL', ...postgres, stores: 4 },
  { title: 'Redis', ...redis },
  { title: '4 x Redis', ...redis, stores: 4 },
];

export const HANDLER_MS = [1, 50, 1_000, 30_000] as const;
export const WORKERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_000] as const;
const CONCURRENCY = 20;

/** The part of a fleet's options that a setup decides. */
export function engineOptions(costs: Costs, setup: Setup): EngineModelOptions {
  const embedded = setup.engine === 'pglite';
  return {
    costs: costs.engines[setup.engine],
    cores: setup.cores,
    stores: setup.stores,
    // A Redis client and the embedded database take any number of calls at once, and answer them in turn.
    connections: setup.engine === 'postgres' ? POOL : ANY_NUMBER,
    notifications: setup.notifications,
    serialNotify: setup.engine === 'postgres',
    oneProcess: embedded,
  };
}

/** A fleet on hosts of its own, a quarter of a millisecond away from its server, with more to do than it can. */
export function fleetOf(
  costs: Costs,
  setup: Setup,
  { workers, handlerMs }: { readonly workers: number; readonly handlerMs: number },
): FleetOptions {
  const embedded = setup.engine === 'pglite';
  return {
    engine: engineOptions(costs, setup),
    workerRunMs: costs.workerRunMs,
    workers,
    concurrency: CONCURRENCY,
    durations: { kind: 'lognormal', meanMs: handlerMs },
    supply: 'backlog',
    networkMs: embedded ? 0 : 0.25,
    place: 'own hosts',
    warmUpMs: Math.max(4_000, 2 * handlerMs),
    measuredMs: Math.max(5_000, 5 * handlerMs),
    seed: 1,
  };
}

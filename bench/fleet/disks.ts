import type { Costs } from './costs.js';
import { bottleneckOf } from './saturation.js';
import { fleetOf, SETUPS } from './scenarios.js';
import type { Utilisation } from './simulation/fleet-options.js';
import { simulate } from './simulation/simulate.js';

/** PostgreSQL on a disk that takes so long for a flush. */
export interface Disk {
  readonly setup: string;
  readonly flushMs: number;
  readonly workers: number;
  readonly perSecond: number;
  readonly bottleneck: Utilisation;
}

/** Milliseconds of a flush: a disk with a cache that keeps its promise, a network's, a slow one. */
const FLUSH_MS = [0.15, 1, 5] as const;
const WORKERS = [4, 32] as const;
const HANDLER_MS = 50;

/** Simulates PostgreSQL, with notifications and without, on disks other than the one that was measured. */
export function disksOf(costs: Costs): Disk[] {
  return SETUPS.filter(({ engine, stores }) => engine === 'postgres' && stores === 1).flatMap((setup) =>
    FLUSH_MS.flatMap((flushMs) =>
      WORKERS.map((workers) => {
        const fleet = fleetOf(costs, setup, { workers, handlerMs: HANDLER_MS });
        const engine = { ...fleet.engine, costs: { ...fleet.engine.costs, flushMs } };
        const result = simulate({ ...fleet, engine });
        return { setup: setup.title, flushMs, workers, perSecond: result.perSecond, bottleneck: bottleneckOf(result) };
      }),
    ),
  );
}

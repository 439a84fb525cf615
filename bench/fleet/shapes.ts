import type { Costs } from './costs.js';
import { bottleneckOf } from './saturation.js';
import { fleetOf, SETUPS } from './scenarios.js';
import type { Utilisation } from './simulation/fleet-options.js';
import { simulate } from './simulation/simulate.js';

/** The same number of slots, in many small workers or in few large ones. */
export interface Shape {
  readonly setup: string;
  readonly workers: number;
  readonly concurrency: number;
  readonly perSecond: number;
  readonly bottleneck: Utilisation;
}

const SHAPES = [
  [64, 20],
  [13, 100],
  [3, 427],
] as const;

const HANDLER_MS = 50;

/** Simulates 1,280 slots with handlers of 50 ms in several shapes, on the engines that have one server. */
export function shapesOf(costs: Costs): Shape[] {
  return SETUPS.filter(({ engine, stores }) => engine !== 'pglite' && stores === 1).flatMap((setup) =>
    SHAPES.map(([workers, concurrency]) => {
      const result = simulate({ ...fleetOf(costs, setup, { workers, handlerMs: HANDLER_MS }), concurrency });
      return {
        setup: setup.title,
        workers,
        concurrency,
        perSecond: result.perSecond,
        bottleneck: bottleneckOf(result),
      };
    }),
  );
}

import type { Costs } from './costs.js';
import { fleetOf, SETUPS } from './scenarios.js';
import type { Percentiles } from './simulation/fleet-options.js';
import { simulate } from './simulation/simulate.js';

/** A fleet with little to do. */
export interface Idle {
  readonly setup: string;
  readonly workers: number;
  /** How busy the server is, from 0 to 1. */
  readonly server: number;
  readonly start: Percentiles;
}

const PER_SECOND = 10;
const HANDLER_MS = 50;

/** Simulates ten single enqueues a second: what it costs that every signal wakes every worker, and what polling costs instead. */
export function idleOf(costs: Costs, sizes: readonly number[]): Idle[] {
  return SETUPS.filter(({ stores, engine }) => stores === 1 && engine !== 'pglite').flatMap((setup) =>
    sizes.map((workers) => {
      const fleet = fleetOf(costs, setup, { workers, handlerMs: HANDLER_MS });
      const result = simulate({ ...fleet, supply: { perSecond: PER_SECOND }, measuredMs: 60_000 });
      const server = result.utilisation.find(({ part }) => part === 'server')?.share ?? Number.NaN;
      return { setup: setup.title, workers, server, start: result.start };
    }),
  );
}

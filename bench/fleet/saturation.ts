import type { Costs } from './costs.js';
import { fleetOf, type Setup } from './scenarios.js';
import type { FleetResult, Part, Utilisation } from './simulation/fleet-options.js';
import { simulate } from './simulation/simulate.js';

/** A fleet of one size, simulated. */
export interface Point extends FleetResult {
  readonly workers: number;
  readonly bottleneck: Utilisation;
}

/** A setup under handlers of one length: fleets of every size, and where more workers stop to help. */
export interface Series {
  readonly setup: string;
  readonly handlerMs: number;
  readonly points: readonly Point[];
  readonly saturation: Saturation | null;
}

interface Saturation {
  /** The smallest fleet whose workers did less than half of what a lone one does. */
  readonly workers: number;
  /** What held them up. */
  readonly part: Part;
  /** The most that any fleet did. */
  readonly perSecond: number;
  /** Workers of the fleet that did the most. */
  readonly best: number;
}

const WORTH_HALF = 0.5;

export function seriesOf(
  costs: Costs,
  setup: Setup,
  { handlerMs, sizes }: { readonly handlerMs: number; readonly sizes: readonly number[] },
): Series {
  const points = sizes.map((workers) => {
    const result = simulate(fleetOf(costs, setup, { workers, handlerMs }));
    return { ...result, workers, bottleneck: bottleneckOf(result) };
  });
  return { setup: setup.title, handlerMs, points, saturation: saturationOf(points) };
}

/** The busiest part; of equals the first. */
export function bottleneckOf({ utilisation }: FleetResult): Utilisation {
  return utilisation.reduce((most, one) => (one.share > most.share + 0.005 ? one : most));
}

function saturationOf(points: readonly Point[]): Saturation | null {
  const [alone] = points;
  const worth = (point: Point): number => point.perSecond / point.workers;
  const first = points.find((point) => alone !== undefined && worth(point) < WORTH_HALF * worth(alone));
  if (first === undefined) return null;
  const best = points.reduce((most, point) => (point.perSecond > most.perSecond ? point : most));
  return { workers: first.workers, part: first.bottleneck.part, perSecond: best.perSecond, best: best.workers };
}

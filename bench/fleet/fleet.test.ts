import { describe, expect, it } from 'vitest';
import { readCosts, type Cost, type Costs, type EngineCosts, type OperationCost } from './costs.js';
import { lineThrough } from './measure/line.js';
import { seriesOf } from './saturation.js';
import { fleetOf, SETUPS, type Setup } from './scenarios.js';
import { Agenda } from './simulation/agenda.js';
import { chance, draw } from './simulation/chance.js';
import type { FleetOptions, Part } from './simulation/fleet-options.js';
import { simulate } from './simulation/simulate.js';
import { GroupCommit, Station } from './simulation/station.js';

const line = (call: number, run = 0): Cost => ({ call, run });
const operation = (server: Cost, flushes = 0): OperationCost => ({ server, client: line(0), flushes });
const free = operation(line(0));

/** An engine whose claims and settles cost what is given, and everything else nothing. */
function engineOf(
  given: Partial<EngineCosts> & { readonly claim: OperationCost; readonly settle: OperationCost },
): EngineCosts {
  const { claim, settle, ...rest } = given;
  const others = { enqueue: free, extend: free, promote: free, reap: free, tick: free, beat: free, cancels: free };
  return {
    server: 'none',
    operations: { ...others, claim, settle },
    emptyClaim: free,
    flushMs: null,
    passOverMs: 0,
    signals: { server: line(0), client: line(0) },
    ...rest,
  };
}

const base: Omit<FleetOptions, 'engine'> = {
  workerRunMs: 0.000_1,
  workers: 4,
  concurrency: 10,
  durations: { kind: 'constant', ms: 1 },
  supply: 'backlog',
  networkMs: 0,
  place: 'own hosts',
  warmUpMs: 1_000,
  measuredMs: 10_000,
  seed: 7,
};

function fleet(
  costs: EngineCosts,
  changes: Partial<FleetOptions> & { cores?: number; stores?: number } = {},
): FleetOptions {
  const { cores = 1, stores = 1, ...others } = changes;
  const shape = { connections: 100, notifications: true, serialNotify: true, oneProcess: false };
  return { ...base, engine: { costs, cores, stores, ...shape }, ...others };
}

const shareOf = (options: FleetOptions, part: Part): number =>
  simulate(options).utilisation.find((one) => one.part === part)?.share ?? Number.NaN;

describe('an agenda', () => {
  it('lets things happen by their time, and in the order of their making at the same time', () => {
    const agenda = new Agenda();
    const random = chance(3);
    const times = Array.from({ length: 1_000 }, () => Math.floor(random() * 50));
    const happened: { at: number; index: number }[] = [];
    times.forEach((at, index) => agenda.after(at, () => happened.push({ at: agenda.nowMs, index })));
    agenda.run(100);
    const expected = times.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index);
    expect(happened).toEqual(expected);
  });
});

describe('a station', () => {
  // Known results of queueing theory for one server with arrivals that know nothing of each other: the mean wait before service is
  // rho * s / (2 * (1 - rho)) for a constant time of service s (Pollaczek and Khinchine).
  it('makes people wait as long as the theory says', () => {
    const agenda = new Agenda();
    const random = chance(11);
    const station = new Station(agenda, 1);
    let waits = 0;
    let served = 0;
    const arrive = (): void => {
      const at = agenda.nowMs;
      station.serve(1, () => {
        waits += agenda.nowMs - at - 1;
        served += 1;
      });
      agenda.after(-Math.log(1 - random()) / 0.8, arrive);
    };
    agenda.after(0, arrive);
    agenda.run(400_000);
    expect(served / 400_000).toBeCloseTo(0.8, 2);
    expect(station.busyMs / 400_000).toBeCloseTo(0.8, 2);
    expect(waits / served).toBeGreaterThan(2 * 0.93);
    expect(waits / served).toBeLessThan(2 * 1.07);
  });

  it('flushes once for everybody who came during the flush before', () => {
    const agenda = new Agenda();
    const log = new GroupCommit(agenda, 5);
    const done: number[] = [];
    for (const at of [0, 1, 2, 3]) agenda.after(at, () => log.flush(() => done.push(agenda.nowMs)));
    agenda.run(100);
    expect(done).toEqual([5, 10, 10, 10]);
    expect(log.busyMs).toBe(10);
  });
});

describe('durations', () => {
  it('have the mean that was asked for', () => {
    const random = chance(5);
    const drawn = Array.from({ length: 200_000 }, () => draw({ kind: 'lognormal', meanMs: 40 }, random));
    expect(drawn.reduce((sum, ms) => sum + ms, 0) / drawn.length).toBeCloseTo(40, 0);
  });
});

describe('a fleet', () => {
  const cheap = engineOf({ claim: operation(line(0.01)), settle: operation(line(0.01)) });

  it('is the same for the same seed, and another for another one', () => {
    const random: Partial<FleetOptions> = { durations: { kind: 'lognormal', meanMs: 20 } };
    expect(simulate(fleet(cheap, random))).toEqual(simulate(fleet(cheap, random)));
    expect(simulate(fleet(cheap, { ...random, seed: 8 }))).not.toEqual(simulate(fleet(cheap, random)));
  });

  it('does what its slots allow while the engine has time', () => {
    const { perSecond } = simulate(fleet(cheap, { durations: { kind: 'constant', ms: 100 } }));
    expect(perSecond).toBeGreaterThan(390);
    expect(perSecond).toBeLessThanOrEqual(400);
  });

  it('does what the engine allows once that is full', () => {
    // A run is claimed for 0.5 ms and settled for 0.5 ms of one core, whatever the batch.
    const dear = engineOf({ claim: operation(line(0, 0.5)), settle: operation(line(0, 0.5)) });
    expect(simulate(fleet(dear)).perSecond).toBeCloseTo(1_000, -2);
    expect(simulate(fleet(dear, { cores: 2 })).perSecond).toBeCloseTo(2_000, -2);
    expect(simulate(fleet(dear, { stores: 2 })).perSecond).toBeCloseTo(2_000, -2);
    expect(shareOf(fleet(dear), 'server')).toBeGreaterThan(0.98);
  });

  it('lets commits that notify go one after the other, and others together', () => {
    const flushing = engineOf({ claim: free, settle: operation(line(0), 1), flushMs: 10 });
    const one = { concurrency: 1, workers: 50 };
    const notifying = fleet(flushing, one);
    const polling = { ...notifying, engine: { ...notifying.engine, notifications: false } };
    expect(simulate(notifying).perSecond).toBeCloseTo(100, 0);
    expect(shareOf(notifying, 'notify lock')).toBeCloseTo(1, 2);
    expect(simulate(polling).perSecond).toBeGreaterThan(2_000);
  });

  it('starts what arrives soon after it was woken, and later when it polls', () => {
    const arrivals = fleet(cheap, { supply: { perSecond: 20 }, workers: 2 });
    const polling = { ...arrivals, engine: { ...arrivals.engine, notifications: false } };
    expect(simulate(arrivals).perSecond).toBeCloseTo(20, -1);
    expect(simulate(arrivals).start.p99).toBeLessThan(5);
    expect(simulate(polling).start.p99).toBeGreaterThan(300);
  });
});

describe('a line through what was measured', () => {
  it('has what a call costs and what a run adds', () => {
    const points = [1, 5, 20, 100].map((runs) => ({ runs, ms: 2 + 0.25 * runs }));
    expect(lineThrough(points).call).toBeCloseTo(2, 6);
    expect(lineThrough(points).run).toBeCloseTo(0.25, 6);
  });

  it('is never negative', () => {
    expect(lineThrough([1, 100].map((runs) => ({ runs, ms: 0.1 * runs - 0.05 }))).call).toBe(0);
    expect(lineThrough([1, 100].map((runs) => ({ runs, ms: 3 - 0.01 * runs }))).run).toBe(0);
  });
});

describe('the committed costs', () => {
  it('are whole, and every setup can be simulated with them', async () => {
    const costs: Costs = await readCosts();
    for (const setup of SETUPS) {
      const { perSecond } = simulate({ ...fleetOf(costs, setup, { workers: 4, handlerMs: 50 }), measuredMs: 2_000 });
      expect(perSecond).toBeGreaterThan(0);
    }
  });

  it('say where an engine is full: more workers than that add little', async () => {
    const costs = await readCosts();
    const redis = SETUPS.find(({ title }) => title === 'Redis') as Setup;
    const { saturation, points } = seriesOf(costs, redis, { handlerMs: 1, sizes: [1, 8, 64] });
    expect(saturation?.part).toBe('server');
    expect(points.at(-1)?.perSecond).toBeLessThan(2 * (points[1]?.perSecond ?? 0));
  });
});

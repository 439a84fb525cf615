import { Agenda } from './agenda.js';
import { Backlog } from './backlog.js';
import { chance, draw } from './chance.js';
import { Counters } from './counters.js';
import type { FleetOptions, FleetResult, Utilisation } from './fleet-options.js';
import { Server } from './server.js';
import { Station } from './station.js';
import { WorkerProcess } from './worker-process.js';
import { SimulatedWorker } from './worker.js';

/** A store with the part of the fleet that works on it. */
interface Shard {
  readonly server: Server;
  readonly processes: readonly WorkerProcess[];
}

/** Simulates a fleet. The same options give the same result: nothing here looks at a clock. */
export function simulate(options: FleetOptions): FleetResult {
  const agenda = new Agenda();
  const random = chance(options.seed);
  const counters = new Counters();
  const shards = Array.from({ length: options.engine.stores }, (_, index) =>
    makeShard(options, { agenda, random, counters, index }),
  );
  agenda.run(options.warmUpMs);
  counters.begin();
  const before = shards.map(busyOf);
  agenda.run(options.warmUpMs + options.measuredMs);
  const slots = options.workers * options.concurrency * options.measuredMs;
  const parts = utilisation(shards, before, options);
  return {
    perSecond: (counters.settledRuns / options.measuredMs) * 1_000,
    utilisation: [...parts, { part: 'slots', share: Math.min(1, counters.handlerMs / slots) }],
    claim: counters.claim,
    start: counters.start,
  };
}

interface Making {
  readonly agenda: Agenda;
  readonly random: () => number;
  readonly counters: Counters;
  readonly index: number;
}

function makeShard(options: FleetOptions, { agenda, random, counters, index }: Making): Shard {
  const { engine, networkMs, supply } = options;
  const machine = options.place === 'server' ? new Station(agenda, engine.cores) : undefined;
  const server = new Server(agenda, { ...engine, networkMs }, machine);
  const backlog = new Backlog(agenda, supply === 'backlog');
  const { connections, notifications } = engine;
  // Dealt out as cards are.
  const count = Math.ceil((options.workers - index) / engine.stores);
  const processes = Array.from(
    { length: engine.oneProcess ? Math.min(count, 1) : count },
    () => new WorkerProcess(agenda, server, { connections, machine, listens: notifications }),
  );
  const workers = Array.from({ length: count }, (_, at) => {
    const process = processes[engine.oneProcess ? 0 : at] as WorkerProcess;
    const shared = { agenda, server, process, backlog, counters, random, notifications };
    const { concurrency, workerRunMs: runMs, durations } = options;
    return new SimulatedWorker({ ...shared, concurrency, runMs, handlerMs: () => draw(durations, random) });
  });
  for (const worker of workers) worker.start();
  if (supply !== 'backlog')
    produce({ agenda, random, server, backlog, workers }, { supply, networkMs, connections, notifications });
  return { server, processes };
}

interface Production {
  readonly agenda: Agenda;
  readonly random: () => number;
  readonly server: Server;
  readonly backlog: Backlog;
  readonly workers: readonly SimulatedWorker[];
}

/** A process that enqueues one run at a time, at moments that know nothing of each other, and wakes the fleet with each. */
function produce(
  { agenda, random, server, backlog, workers }: Production,
  options: {
    readonly supply: { readonly perSecond: number };
    readonly connections: number;
    readonly networkMs: number;
    readonly notifications: boolean;
  },
): void {
  const { connections } = options;
  const producer = new WorkerProcess(agenda, server, { connections, machine: undefined, listens: false });
  const next = (): void => {
    server.call(producer, { name: 'enqueue', runs: 1 }, () => {
      backlog.arrive();
      if (options.notifications) for (const worker of workers) agenda.after(options.networkMs, () => worker.wake());
    });
    agenda.after((-Math.log(1 - random()) / options.supply.perSecond) * 1_000, next);
  };
  agenda.after(0, next);
}

interface Busy {
  readonly server: number;
  readonly log: number;
  readonly lock: number;
  readonly threads: number;
}

function busyOf({ server, processes }: Shard): Busy {
  const threads = processes.reduce((sum, process) => sum + process.busyMs, 0);
  return { server: server.cores.busyMs, log: server.log.busyMs, lock: server.notifyLock.busyMs, threads };
}

/** Of the shards' mean. */
function utilisation(shards: readonly Shard[], before: readonly Busy[], options: FleetOptions): Utilisation[] {
  const after = shards.map(busyOf);
  const share = (of: (busy: Busy) => number, servers: number): number =>
    after.reduce((sum, busy, index) => sum + of(busy) - of(before[index] ?? busy), 0) / (servers * options.measuredMs);
  const processes = shards.reduce((sum, shard) => sum + shard.processes.length, 0);
  return [
    { part: 'server', share: share((busy) => busy.server, options.engine.cores * shards.length) },
    { part: 'notify lock', share: share((busy) => busy.lock, shards.length) },
    { part: 'log', share: share((busy) => busy.log, shards.length) },
    { part: 'worker threads', share: share((busy) => busy.threads, processes) },
  ];
}

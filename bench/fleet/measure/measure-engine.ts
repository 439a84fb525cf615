import type { ClaimedRun, Store } from '@nightshift/core';
import { quantile } from '../../queue/statistics.js';
import type { Cost, EngineCosts, OperationCost, OperationName } from '../costs.js';
import { lineThrough, type Point } from './line.js';
import type { MeasuredEngine } from './measured-engine.js';
import { SAMPLE_JOB, sampleRuns, succeeded } from './sample-runs.js';

const LEASE_MS = 600_000;
const SIZES = [1, 5, 20, 100];
const LISTENERS = 20;
const PASSED_OVER = 1_000;

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  /** Runs that each size is measured with in a round, at most 150 calls of them. */
  readonly runs: number;
}

/** Server and client time of one call. */
interface Taken {
  readonly serverMs: number;
  readonly clientMs: number;
}

const worker = { worker: 'measuring', jobs: [SAMPLE_JOB], leaseMs: LEASE_MS };

/** Measures what the calls of a worker cost on an engine: medians over rounds, a line through sizes. */
export async function measureEngine(engine: MeasuredEngine, effort: Effort): Promise<EngineCosts> {
  const store = engine.store();
  await store.open();
  const stopwatch = new Stopwatch(engine);
  try {
    // The first round warms up caches, plans and compilers, and is not counted.
    for (let round = 0; round <= effort.rounds; round += 1) {
      if (round === 1) stopwatch.forget();
      for (const size of SIZES) await measureRuns(store, stopwatch, { size, runs: effort.runs });
      await measureUpkeep(store, stopwatch);
    }
    const passOverMs = await measurePassingOver(engine, store, stopwatch);
    const signals = await measureSignals(engine, store, { stopwatch, effort });
    const flushes = await findFlushes(engine, store);
    const operations = Object.fromEntries(
      Object.entries(flushes).map(([name, count]) => [name, { ...stopwatch.lines(name), flushes: count }]),
    ) as Record<OperationName, OperationCost>;
    const emptyClaim = { ...stopwatch.lines('emptyClaim'), flushes: 0 };
    return { server: engine.server, operations, emptyClaim, flushMs: await engine.flushMs(), passOverMs, signals };
  } finally {
    await store.close();
  }
}

async function measureRuns(
  store: Store<unknown>,
  stopwatch: Stopwatch,
  { size, runs }: { readonly size: number; readonly runs: number },
): Promise<void> {
  const calls = Math.max(5, Math.min(150, Math.ceil(runs / size)));
  const batches = Array.from({ length: calls }, () => sampleRuns(size));
  const held: ClaimedRun[][] = [];
  await stopwatch.time({ name: 'enqueue', size }, batches, (batch) => store.enqueue(batch));
  await stopwatch.time({ name: 'claim', size }, batches, async () => {
    held.push(await store.claim({ ...worker, limit: size }));
  });
  if (held.some((batch) => batch.length !== size)) throw new Error(`Claims of ${size} brought fewer runs.`);
  const leases = (batch: readonly ClaimedRun[]) => batch.map((run) => ({ runId: run.id, token: run.token }));
  await stopwatch.time({ name: 'extend', size }, held, (batch) => store.extend(leases(batch), LEASE_MS));
  const ids = (batch: readonly ClaimedRun[]) => batch.map((run) => run.id);
  await stopwatch.time({ name: 'cancels', size }, held, (batch) => store.cancelRequests(ids(batch)));
  await stopwatch.time({ name: 'settle', size }, held, (batch) => store.settle(batch.map(succeeded)));
}

/** What workers do whether there is work or not. */
async function measureUpkeep(store: Store<unknown>, stopwatch: Stopwatch): Promise<void> {
  const turns = Array.from({ length: 60 }, () => undefined);
  const calls = upkeepOf(store);
  for (const name of ['promote', 'reap', 'tick', 'beat', 'emptyClaim'] as const) {
    await stopwatch.time({ name, size: 0 }, turns, calls[name]);
  }
}

function upkeepOf(
  store: Store<unknown>,
): Record<'promote' | 'reap' | 'tick' | 'beat' | 'emptyClaim', () => Promise<unknown>> {
  const beat = {
    id: 'measuring',
    host: 'here',
    pid: 1,
    version: '0.0.0',
    jobs: [SAMPLE_JOB],
    queues: null,
    concurrency: 20,
    allowance: 20,
    running: 0,
    runs: [],
    eventLoopDelayMs: 1,
    draining: false,
  };
  return {
    promote: () => store.promote(1_000),
    reap: () => store.reap({ limit: 100, leaseMs: LEASE_MS }),
    tick: () => store.schedules.due({ jobs: [SAMPLE_JOB], limit: 100 }),
    beat: () => store.workers.beat(beat, 75_000),
    emptyClaim: () => store.claim({ ...worker, limit: 20 }),
  };
}

/** How much longer a claim takes when others have locked what stands first in line. */
async function measurePassingOver(
  engine: MeasuredEngine,
  store: Store<unknown>,
  stopwatch: Stopwatch,
): Promise<number> {
  await store.enqueue(sampleRuns(PASSED_OVER + 200));
  const claimed: ClaimedRun[] = [];
  const turns = Array.from({ length: 30 }, () => undefined);
  const claimOne = async (): Promise<void> => void claimed.push(...(await store.claim({ ...worker, limit: 1 })));
  const unlock = await engine.lockRuns(PASSED_OVER);
  const passing = await stopwatch.take(turns, claimOne);
  await unlock();
  const free = await stopwatch.take(turns, claimOne);
  await store.settle([...claimed, ...(await store.claim({ ...worker, limit: 10_000 }))].map(succeeded));
  return Math.max(0, passing.serverMs - free.serverMs) / PASSED_OVER;
}

/** What each process that listens adds to a settle. An embedded engine has one process, which listens by a call. */
async function measureSignals(
  engine: MeasuredEngine,
  store: Store<unknown>,
  { stopwatch, effort }: { readonly stopwatch: Stopwatch; readonly effort: Effort },
): Promise<EngineCosts['signals']> {
  const free: Cost = { call: 0, run: 0 };
  if (store.exclusive) return { server: free, client: free };
  const stores = Array.from({ length: LISTENERS }, () => engine.store());
  await Promise.all(stores.map((one) => one.open()));
  const server: Point[] = [];
  const client: Point[] = [];
  for (const size of SIZES) {
    const added: Taken[] = [];
    for (let round = 0; round < effort.rounds; round += 1) {
      const quiet = await settling(store, stopwatch, { size, runs: effort.runs });
      const subscriptions = await Promise.all(stores.map(async (one) => one.notifications?.subscribe(() => undefined)));
      const heard = await settling(store, stopwatch, { size, runs: effort.runs });
      await Promise.all(subscriptions.map(async (one) => one?.unsubscribe()));
      added.push({ serverMs: heard.serverMs - quiet.serverMs, clientMs: heard.clientMs - quiet.clientMs });
    }
    const ofEach = (of: (taken: Taken) => number): number => Math.max(0, median(added.map(of))) / LISTENERS;
    server.push({ runs: size, ms: ofEach((taken) => taken.serverMs) });
    client.push({ runs: size, ms: ofEach((taken) => taken.clientMs) });
  }
  await Promise.all(stores.map((one) => one.close()));
  return { server: lineThrough(server), client: lineThrough(client) };
}

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

async function settling(
  store: Store<unknown>,
  stopwatch: Stopwatch,
  { size, runs }: { readonly size: number; readonly runs: number },
): Promise<Taken> {
  const calls = Math.max(10, Math.min(150, Math.ceil(runs / size)));
  await store.enqueue(sampleRuns(calls * size));
  const held: ClaimedRun[][] = [];
  for (let call = 0; call < calls; call += 1) held.push(await store.claim({ ...worker, limit: size }));
  return stopwatch.take(held, (batch) => store.settle(batch.map(succeeded)));
}

/** Which calls wait for a flush: 1 or 0 each. */
async function findFlushes(engine: MeasuredEngine, store: Store<unknown>): Promise<Record<OperationName, number>> {
  let held: ClaimedRun[] = [];
  const claim = async (): Promise<void> => void (held = await store.claim({ ...worker, limit: 5 }));
  const waits = async (call: () => Promise<unknown>): Promise<number> => ((await engine.waitsForFlush(call)) ? 1 : 0);
  const { promote, reap, tick, beat } = upkeepOf(store);
  return {
    enqueue: await waits(() => store.enqueue(sampleRuns(5))),
    claim: await waits(claim),
    extend: await waits(() =>
      store.extend(
        held.map((run) => ({ runId: run.id, token: run.token })),
        LEASE_MS,
      ),
    ),
    cancels: await waits(() => store.cancelRequests(held.map((run) => run.id))),
    settle: await waits(() => store.settle(held.map(succeeded))),
    promote: await waits(promote),
    reap: await waits(reap),
    tick: await waits(tick),
    beat: await waits(beat),
  };
}

/** Collects what calls took, by name and size. */
class Stopwatch {
  readonly #taken = new Map<string, Map<number, Taken[]>>();

  constructor(private readonly engine: MeasuredEngine) {}

  forget(): void {
    this.#taken.clear();
  }

  async time<Item>(
    what: { readonly name: string; readonly size: number },
    items: readonly Item[],
    call: (item: Item) => Promise<unknown>,
  ): Promise<void> {
    const sizes = this.#taken.get(what.name) ?? new Map<number, Taken[]>();
    this.#taken.set(what.name, sizes);
    sizes.set(what.size, [...(sizes.get(what.size) ?? []), await this.take(items, call)]);
  }

  /** One call after the other; the mean of each. */
  async take<Item>(items: readonly Item[], call: (item: Item) => Promise<unknown>): Promise<Taken> {
    const serverMs = await this.engine.serverMs();
    const clientMs = await this.engine.clientMs();
    for (const item of items) await call(item);
    // The client's first: to look at the server takes time of the client.
    const client = (await this.engine.clientMs()) - clientMs;
    const server = (await this.engine.serverMs()) - serverMs;
    return { serverMs: server / items.length, clientMs: client / items.length };
  }

  /** The median of each size, and the line through them. */
  lines(name: string): Pick<OperationCost, 'server' | 'client'> {
    const sizes = [...(this.#taken.get(name) ?? [])];
    const line = (of: (taken: Taken) => number): Cost =>
      lineThrough(sizes.map(([runs, taken]) => ({ runs, ms: median(taken.map(of)) })));
    return { server: line((taken) => taken.serverMs), client: line((taken) => taken.clientMs) };
  }
}

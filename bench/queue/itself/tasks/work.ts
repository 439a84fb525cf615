import { setTimeout as pause } from 'node:timers/promises';
import type { Store } from '@nightshift/core';
import { indexOf, payloads, type Payload } from '../../payload.js';
import { openNoOp, type NoOp } from '../no-op.js';
import { machineMs } from '../machine-clock.js';
import type { Talk } from '../talk.js';
import { watchedStore, type Watch } from '../watched-store.js';

const BULK = 1_000;
const NEWS_EVERY = 250;

/** Works until it is told to stop, or on as many runs as it has filled in itself. */
export interface WorkTask {
  readonly kind: 'work';
  readonly concurrency: number;
  readonly limited: boolean;
  /** The library's own lease when null. */
  readonly leaseMs: number | null;
  /** What a handler does: nothing, rest for so many milliseconds, or wait for the word. */
  readonly handler: 'nothing' | 'waits' | { readonly restMs: number };
  /** Runs that it enqueues before it works, and then works on as many; 0 to work until it is told to stop. */
  readonly fills: number;
  readonly first: number;
}

/** A claim or a settle that was made, which began at `at`, took `ms`, and was about so many runs. */
export interface Call {
  readonly at: number;
  readonly ms: number;
  readonly runs: number;
}

/** Moments are milliseconds of the machine's clock, and runs are their payloads' indices. */
export interface WorkResult {
  /** Runs in the order in which handlers began, and when each did. */
  readonly begun: Uint32Array;
  readonly begunAt: Float64Array;
  /** When each settle was written down. */
  readonly settledAt: Float64Array;
  readonly claims: readonly Call[];
  readonly settles: readonly Call[];
  readonly counts: Left;
  /** Cores that the process had, between the first handler and the last settle. */
  readonly cores: number;
}

/** What the store holds in the end. */
export interface Left {
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
  readonly finished: number;
}

export async function work(store: Store, task: WorkTask, talk: Talk): Promise<WorkResult> {
  const log = new WorkLog(talk);
  const { jobs, enqueueMany } = await openNoOp(watchedStore(store, log.watch), {
    limited: task.limited,
    handle: log.handler(handlerOf(task.handler, talk)),
  });
  for (let i = 0; i < task.fills; i += BULK) {
    await enqueueMany(payloads(task.first + i, Math.min(BULK, task.fills - i)));
  }
  const stopped = new Promise<void>((resolve) => {
    talk.on('stop', () => resolve());
    if (task.fills > 0) log.onSettled(task.fills, resolve);
  });
  const failed = heedErrors(jobs, log);
  const worker = jobs.worker({
    concurrency: task.concurrency,
    ...(task.leaseMs !== null && { lease: task.leaseMs }),
  });
  await worker.start();
  talk.ready();
  await Promise.race([stopped, failed]);
  await worker.stop();
  const result = log.result(await leftIn(jobs));
  await jobs.close();
  return result;
}

/** Rejects at the first error that a worker tells of. */
function heedErrors(jobs: NoOp['jobs'], log: WorkLog): Promise<never> {
  return new Promise((_resolve, reject) => {
    jobs.events.on('worker:error', ({ during, error }) =>
      reject(new Error(`the worker failed while ${during}: ${String(error)}`, { cause: error })),
    );
    jobs.events.on('run:settled', ({ state, error }) => {
      if (state === 'success') log.settled();
      else reject(new Error(`a run ended as ${state}: ${error?.message ?? 'without an error'}`));
    });
  });
}

async function leftIn(jobs: NoOp['jobs']): Promise<Left> {
  const counts = await jobs.counts();
  return {
    waiting: counts.queued + counts.scheduled + counts.waiting,
    active: counts.running,
    failed: counts.failed + counts.cancelled,
    finished: counts.success,
  };
}

function handlerOf(handler: WorkTask['handler'], talk: Talk): () => Promise<void> | void {
  if (handler === 'nothing') return () => undefined;
  if (handler === 'waits') {
    const released = new Promise<void>((resolve) => talk.on('release', () => resolve()));
    return () => released;
  }
  return () => pause(handler.restMs);
}

/** Notes what happens to a worker, cheaply enough not to be what is measured. */
class WorkLog {
  readonly #begun: number[] = [];
  readonly #begunAt: number[] = [];
  readonly #settledAt: number[] = [];
  readonly #claims: Call[] = [];
  readonly #settles: Call[] = [];
  #cpuAtFirst: NodeJS.CpuUsage | undefined;
  #cpuAtLast: NodeJS.CpuUsage | undefined;
  #mark: { readonly settled: number; readonly call: () => void } | undefined;

  constructor(private readonly talk: Talk) {}

  readonly watch: Watch = (verb, given, proceed) => {
    if (verb === 'claim') return this.#timed(this.#claims, proceed, (answer) => (answer as unknown[]).length);
    if (verb === 'settle') return this.#timed(this.#settles, proceed, () => (given[0] as unknown[]).length);
    return proceed();
  };

  handler(handle: () => Promise<void> | void): (payload: Payload) => Promise<void> | void {
    return (payload) => {
      this.#cpuAtFirst ??= process.cpuUsage();
      this.#begun.push(indexOf(payload));
      this.#begunAt.push(machineMs());
      this.#tell(this.#begun.length);
      return handle();
    };
  }

  settled(): void {
    this.#settledAt.push(machineMs());
    this.#tell(this.#settledAt.length);
    if (this.#settledAt.length === this.#mark?.settled) this.#mark.call();
  }

  onSettled(settled: number, call: () => void): void {
    this.#mark = { settled, call };
  }

  result(counts: Left): WorkResult {
    const from = this.#begunAt[0] ?? 0;
    const to = this.#settledAt.at(-1) ?? from;
    const first = this.#cpuAtFirst ?? process.cpuUsage();
    const last = this.#cpuAtLast ?? first;
    const cpuMs = (last.user + last.system - first.user - first.system) / 1_000;
    return {
      begun: Uint32Array.from(this.#begun),
      begunAt: Float64Array.from(this.#begunAt),
      settledAt: Float64Array.from(this.#settledAt),
      claims: this.#claims,
      settles: this.#settles,
      counts,
      cores: to > from ? cpuMs / (to - from) : 0,
    };
  }

  // The first hundred one by one, as a recovery is about them; and whenever nothing is under way, as these may be the last.
  #tell(count: number): void {
    if (count > 100 && count % NEWS_EVERY !== 0 && this.#begun.length !== this.#settledAt.length) return;
    this.#cpuAtLast = process.cpuUsage();
    this.talk.progress(this.#begun.length, this.#settledAt.length);
  }

  async #timed(calls: Call[], proceed: () => unknown, runsOf: (answer: unknown) => number): Promise<unknown> {
    const at = machineMs();
    const answer = await proceed();
    const runs = runsOf(answer);
    if (runs > 0) calls.push({ at, ms: machineMs() - at, runs });
    return answer;
  }
}

import type { EngineCosts } from '../costs.js';
import type { Durations } from './chance.js';

/** What is simulated. */
export interface FleetOptions {
  readonly engine: EngineModelOptions;
  /** Milliseconds of processor time that a worker takes for a run besides its calls. */
  readonly workerRunMs: number;
  /** Worker processes. */
  readonly workers: number;
  /** Runs at the same time in each. */
  readonly concurrency: number;
  readonly durations: Durations;
  /** Where runs come from: more than anybody can do are waiting, or single enqueues arrive at a rate. */
  readonly supply: 'backlog' | { readonly perSecond: number };
  /** Milliseconds from a worker to the server and as many back. */
  readonly networkMs: number;
  /** Where workers live: each on a core of its own, or all on the server's machine and its cores. */
  readonly place: 'own hosts' | 'server';
  /** Milliseconds that are simulated before anything is counted, and those that are counted. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
  readonly seed: number;
}

export interface EngineModelOptions {
  readonly costs: EngineCosts;
  /** Cores of the server; of an engine with one thread it is 1. */
  readonly cores: number;
  /** Stores that the workers are dealt out to, each with a server of its own. */
  readonly stores: number;
  /** Calls of one process that can be under way at the same time: the size of its pool. */
  readonly connections: number;
  /** Whether workers are woken by signals; otherwise they poll every second and no commit notifies. */
  readonly notifications: boolean;
  /** Commits that notify go one after the other, as in PostgreSQL; otherwise a signal is part of the call. */
  readonly serialNotify: boolean;
  /** All workers are in one process, as an embedded engine wants it. */
  readonly oneProcess: boolean;
}

/** How busy one part was, from 0 to 1. */
export interface Utilisation {
  readonly part: Part;
  readonly share: number;
}

/**
 * What can be the bottleneck: the server's processor, flushing its log, the lock of commits that notify, the workers' threads, or the
 * handlers themselves, which fill every slot.
 */
export type Part = 'server' | 'log' | 'notify lock' | 'worker threads' | 'slots';

/** What came out. */
export interface FleetResult {
  readonly perSecond: number;
  readonly utilisation: readonly Utilisation[];
  /** Milliseconds from asking for runs to having them. */
  readonly claim: Percentiles;
  /** Milliseconds from an enqueue's end to its handler's start; NaN with a backlog. */
  readonly start: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

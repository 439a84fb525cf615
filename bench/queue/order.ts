import type { About, Counts, Place } from './contestant.js';
import type { ContestantName } from './contestants.js';

/** What a process is told to measure, and on what. */
export interface Order {
  readonly contestant: ContestantName;
  readonly place: Place;
  readonly task: Task;
}

export type Task =
  /** Enqueues one by one, then with 100 in flight. */
  | { readonly kind: 'enqueue'; readonly oneByOne: Portion; readonly inFlight: Portion }
  /** Enqueues in bulks of 1,000. */
  | { readonly kind: 'fill'; readonly runs: Portion }
  /** Works until everything is done, having filled the queue itself where no other process can. */
  | { readonly kind: 'drain'; readonly runs: Portion; readonly concurrency: number; readonly fills: boolean }
  /** Works and notes when each handler starts. */
  | { readonly kind: 'listen'; readonly samples: number }
  /** Enqueues with pauses and notes when each call began and returned. */
  | { readonly kind: 'call'; readonly samples: number; readonly pauseMs: number };

export type TaskKind = Task['kind'];

/** How many runs are measured, after how many that are not. */
export interface Portion {
  readonly warmUp: number;
  readonly measured: number;
}

/** What a process answers. */
export interface Results {
  readonly enqueue: {
    readonly oneByOne: number;
    readonly inFlight: number;
    readonly acknowledged: number;
    readonly counts: Counts;
  };
  readonly fill: { readonly perSecond: number; readonly acknowledged: number; readonly counts: Counts };
  readonly drain: {
    readonly perSecond: number;
    /** Processor time of the worker's process for one run, in microseconds. */
    readonly cpuMicros: number;
    /** The most memory that the worker's process had, in megabytes. */
    readonly peakMegabytes: number;
    /** Null where another process filled the queue. */
    readonly filled: Results['fill'] | null;
    /** Runs whose handler was called at least once, and calls beyond one per run. */
    readonly handled: number;
    readonly repeated: number;
    readonly settled: number;
    readonly counts: Counts;
  };
  readonly listen: {
    /** When handler `i` started, in milliseconds of the machine's clock. */
    readonly startedAt: readonly number[];
    readonly settled: number;
    readonly counts: Counts;
  };
  readonly call: { readonly calledAt: readonly number[]; readonly returnedAt: readonly number[] };
}

/** What a process sends to the one that started it. */
export type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly about: About; readonly result: Results[TaskKind] }
  | { readonly kind: 'failed'; readonly message: string };

/** A worker as the fleet sees it: what it said of itself with its last beat. */
export interface WorkerRecord {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Of the library that it runs; null for one that is too old to say. */
  readonly version: string | null;
  /** Names of the jobs that it can run. */
  readonly jobs: readonly string[];
  readonly queues: readonly string[] | null;
  readonly concurrency: number;
  /** Runs that it may have at the same time now: its concurrency, less what a busy host and stuck handlers take off. */
  readonly allowance: number;
  readonly running: number;
  /** Ids of what it runs, a hundred of them at most; `running` counts all. */
  readonly runs: readonly string[];
  /** The longest that its event loop was held up since the beat before, in milliseconds; null where it does not measure. */
  readonly eventLoopDelayMs: number | null;
  /** It takes no new work, and ends what it runs. */
  readonly draining: boolean;
  readonly startedAt: Date;
  readonly beatAt: Date;
}

/** What a worker says of itself; the store fills in the times. */
export type WorkerBeat = Omit<WorkerRecord, 'startedAt' | 'beatAt'>;

/**
 * Who is there, and who was. A worker that has not beaten for its `ttlMs` is dead, and kept as such until a day after that;
 * when more than a hundred are dead, those that beat last are kept. One that beats again lives again, and has just started.
 */
export interface WorkerRegistry {
  beat(worker: WorkerBeat, ttlMs: number): Promise<void>;

  /** Forgets a worker, dead or alive: it stopped as it should. */
  leave(workerId: string): Promise<void>;

  /** The living, by id. */
  live(): Promise<WorkerRecord[]>;

  /** The dead, a hundred at most: the last to beat first, then by id. */
  dead(): Promise<WorkerRecord[]>;
}

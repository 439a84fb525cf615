/** A worker as the fleet sees it. */
export interface WorkerRecord {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Names of the jobs that it can run. */
  readonly jobs: readonly string[];
  readonly queues: readonly string[] | null;
  readonly concurrency: number;
  readonly running: number;
  readonly startedAt: Date;
  readonly beatAt: Date;
}

/** Who is there. A worker that has not beaten for its `ttlMs` is dead and no longer listed. */
export interface WorkerRegistry {
  beat(worker: Omit<WorkerRecord, 'startedAt' | 'beatAt'>, ttlMs: number): Promise<void>;
  leave(workerId: string): Promise<void>;
  live(): Promise<WorkerRecord[]>;
}

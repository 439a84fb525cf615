import type { AttemptRecord, RunError, RunRecord, RunState, RunTrigger } from '../store/run-record.js';

/** Which failed runs are meant; without a word, all. */
export interface DeadFilter {
  /** Name of the job; it need not be one of the registry. */
  readonly job?: string;
  /** Those that failed at or after this moment of the store's time. */
  readonly since?: Date;
  /** The stored error's code, such as `TIMEOUT` or `HANDLER_ERROR`. */
  readonly errorCode?: string;
}

/** A run that failed, and where it came from. Its input is not in it: `jobs.get` has that. */
export interface DeadRun {
  readonly runId: string;
  readonly job: string;
  readonly queue: string;
  readonly group: string | null;
  readonly flowId: string | null;
  readonly trigger: RunTrigger;
  /** The occurrence of the schedule that made it. */
  readonly scheduledFor: Date | null;
  /** The run that spawned it. */
  readonly spawnedBy: string | null;
  readonly key: string | null;
  readonly error: RunError | null;
  /** Ended attempts, oldest first: who tried, when, and what came of it. */
  readonly attempts: readonly AttemptRecord[];
  readonly attempt: number;
  readonly maxAttempts: number;
  /** The run that it repeats, the run that one repeats, and so on back to the first. */
  readonly retryOf: readonly string[];
  /** The runs that repeat it, the first one first. */
  readonly repeats: readonly { readonly runId: string; readonly state: RunState }[];
  readonly createdAt: Date;
  readonly failedAt: Date;
  /** Milliseconds since it failed. */
  readonly ageMs: number;
}

/** Whether a failed run is one that is meant. */
export function isMeant(run: RunRecord, { job, since, errorCode }: DeadFilter): boolean {
  if (run.state !== 'failed' || run.finishedAt === null) return false;
  return (
    (job === undefined || run.job === job) &&
    (since === undefined || run.finishedAt >= since) &&
    (errorCode === undefined || run.error?.code === errorCode)
  );
}

import type { HealthOptions, WorkersHealth } from '../health/workers-health.js';
import type { Worker } from '../worker/worker.js';
import type { WorkerOptions } from '../worker/worker-options.js';
import { readWorkerVariables, type Variables } from '../worker/worker-variables.js';

export interface AllWorkersOptions {
  /** The workers of this process. Default: one, for every queue. */
  readonly workers?: readonly WorkerOptions[];
  /**
   * Give `process.env` to let `ENABLE_WORKERS=false` start none, and `WORKER_CONCURRENCY` be the concurrency of those that
   * name none. Default: no variable is read.
   */
  readonly env?: Variables;
}

/** The workers that one {@link initializeAllWorkers} started; whoever started them keeps it to stop them. */
export interface AllWorkers {
  /** Empty when the environment turned workers off. */
  readonly workers: readonly Worker[];
}

/**
 * Starts the workers of a host's process: all of them, or none when one cannot start.
 *
 * @param jobs - the client, of `createJobs`.
 * @throws NightshiftError `INVALID_OPTION` for an option or a variable; what the store throws when it cannot be opened.
 * @example
 * const all = await initializeAllWorkers(jobs, { env: process.env });
 * process.once('SIGTERM', () => void shutdownAllWorkers(all));
 */
export async function initializeAllWorkers(
  jobs: { worker(options?: WorkerOptions): Worker },
  { workers: wanted = [{}], env = {} }: AllWorkersOptions = {},
): Promise<AllWorkers> {
  const { enabled, concurrency } = readWorkerVariables(env);
  if (!enabled) return { workers: [] };
  const workers = wanted.map((options) =>
    jobs.worker({ ...(concurrency !== undefined && { concurrency }), ...options }),
  );
  const started = await Promise.allSettled(workers.map((worker) => worker.start()));
  const failure = started.find((one) => one.status === 'rejected');
  if (failure === undefined) return { workers };
  await shutdownAllWorkers({ workers });
  throw failure.reason;
}

/**
 * Stops them as `worker.stop` does, all at the same time: they drain, then hand back. With `now`, also in a second call while
 * the first one drains, they hand back at once. The client and its store stay open.
 *
 * @example
 * const all = await initializeAllWorkers(jobs);
 * await shutdownAllWorkers(all);
 */
export async function shutdownAllWorkers(
  { workers }: AllWorkers,
  options: { readonly now?: boolean } = {},
): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop(options)));
}

/**
 * How the workers of the whole fleet stand, per queue and group: `jobs.workersHealth` under the name of the other two.
 *
 * @example
 * const { healthy, groups } = await getAllWorkersHealth(jobs);
 */
export async function getAllWorkersHealth(
  jobs: { workersHealth(options?: HealthOptions): Promise<WorkersHealth> },
  options: HealthOptions = {},
): Promise<WorkersHealth> {
  return jobs.workersHealth(options);
}

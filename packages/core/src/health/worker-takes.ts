import type { WorkerRecord } from '../store/workers.js';

/** Whether a worker is there for runs of a job in a queue: it knows the job, serves the queue, and takes new work. */
export function workerTakes(
  { jobs, queues, draining, allowance }: Pick<WorkerRecord, 'jobs' | 'queues' | 'draining' | 'allowance'>,
  lane: { readonly job: string; readonly queue: string },
): boolean {
  return !draining && allowance > 0 && jobs.includes(lane.job) && (queues === null || queues.includes(lane.queue));
}

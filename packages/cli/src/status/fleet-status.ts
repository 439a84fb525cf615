import type { RunRecord, RunState, WorkerRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';

const PAGE = 500;
const MOST_PAGES = 20;
const LAST_FAILURES = 5;
const DAY_MS = 86_400_000;

/** What the whole store looks like at one moment. */
export interface FleetStatus {
  /** The store's own time. */
  readonly at: Date;
  readonly counts: Readonly<Record<RunState, number>>;
  readonly running: readonly RunRecord[];
  readonly queues: readonly QueueStatus[];
  readonly workers: readonly WorkerRecord[];
  readonly lastFailures: readonly RunRecord[];
}

export interface QueueStatus {
  readonly queue: string;
  readonly queued: number;
  readonly running: number;
  readonly scheduled: number;
  readonly waiting: number;
  /** When the run that has been queued longest could have started; null when none is. */
  readonly oldestQueued: Date | null;
}

/** What is wrong, for `status --check`. */
export interface Problems {
  /** Runs whose worker stopped renewing their lease. */
  readonly stalled: readonly RunRecord[];
  /** Runs that failed in the last 24 hours. */
  readonly failed: readonly RunRecord[];
}

export async function fleetStatus(client: Client): Promise<FleetStatus> {
  const names = [...new Set(client.registry.all.map((job) => job.queue))];
  const [at, counts, running, queues, workers, failures] = await Promise.all([
    client.store.schedules.now(),
    client.counts(),
    client.list({ states: ['running'] }, { limit: 100 }),
    Promise.all(names.map((queue) => queueStatus(client, queue))),
    client.store.workers.live(),
    client.list({ states: ['failed'] }, { limit: LAST_FAILURES }),
  ]);
  return { at, counts, running: running.runs, queues, workers, lastFailures: failures.runs };
}

export async function problems(client: Client): Promise<Problems> {
  const now = await client.store.schedules.now();
  const stalled: RunRecord[] = [];
  const failed: RunRecord[] = [];
  for await (const run of every(client, 'running')) {
    if (run.leaseExpiresAt !== null && run.leaseExpiresAt <= now) stalled.push(run);
  }
  for await (const run of every(client, 'failed')) {
    if (run.finishedAt !== null && now.getTime() - run.finishedAt.getTime() < DAY_MS) failed.push(run);
  }
  return { stalled, failed };
}

async function queueStatus(client: Client, queue: string): Promise<QueueStatus> {
  const { queued, running, scheduled, waiting } = await client.counts({ queues: [queue] });
  let oldestQueued: Date | null = null;
  if (queued > 0) {
    for await (const run of every(client, 'queued', queue)) {
      if (oldestQueued === null || run.runAt < oldestQueued) oldestQueued = run.runAt;
    }
  }
  return { queue, queued, running, scheduled, waiting, oldestQueued };
}

/** Runs in a state, newest first; the ten thousand newest, so that a look stays a look. */
async function* every(client: Client, state: RunState, queue?: string): AsyncGenerator<RunRecord> {
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const filter = { states: [state], ...(queue !== undefined && { queues: [queue] }) };
    const { runs, next } = await client.list(filter, { limit: PAGE, ...(after !== undefined && { after }) });
    yield* runs;
    if (next === null) return;
    after = next;
  }
}

import type { AreaHealth, DeadWorker, RunRecord, RunState, WorkerRecord } from '@nightshift/core';
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
  /** Workers that stopped beating without leaving, within a day, with the runs that they had. */
  readonly dead: readonly DeadWorker[];
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
  /** Queued runs that no live worker takes. */
  readonly withoutWorker: number;
}

/** What is wrong, for `status --check`. */
export interface Problems {
  /** Runs whose worker stopped renewing their lease. */
  readonly stalled: readonly RunRecord[];
  /** Runs that failed in the last 24 hours. */
  readonly failed: readonly RunRecord[];
}

export async function fleetStatus(client: Client): Promise<FleetStatus> {
  const [health, counts, running, failures] = await Promise.all([
    client.workersHealth(),
    client.counts(),
    client.list({ states: ['running'] }, { limit: 100 }),
    client.list({ states: ['failed'] }, { limit: LAST_FAILURES }),
  ]);
  const { at, live: workers, dead } = health;
  const queues = await Promise.all(health.queues.map((queue) => queueStatus(client, queue, at)));
  return { at, counts, running: running.runs, queues, workers, dead, lastFailures: failures.runs };
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

async function queueStatus(
  client: Client,
  { name: queue, oldestQueuedMs, withoutWorker }: AreaHealth,
  at: Date,
): Promise<QueueStatus> {
  const { queued, running, scheduled, waiting } = await client.counts({ queues: [queue] });
  const oldestQueued = oldestQueuedMs === null ? null : new Date(at.getTime() - oldestQueuedMs);
  return { queue, queued, running, scheduled, waiting, oldestQueued, withoutWorker };
}

/** Runs in a state, newest first; the ten thousand newest, so that a look stays a look. */
async function* every(client: Client, state: RunState): AsyncGenerator<RunRecord> {
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { runs, next } = await client.list(
      { states: [state] },
      { limit: PAGE, ...(after !== undefined && { after }) },
    );
    yield* runs;
    if (next === null) return;
    after = next;
  }
}

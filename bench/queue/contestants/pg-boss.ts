import { setTimeout as pause } from 'node:timers/promises';
import { PgBoss, type ConstructorOptions } from 'pg-boss';
import type { Contestant, Counts, Session, Work, Working } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

const QUEUE = 'no-op';
const SCHEMA = 'pgboss';
const BATCH = 1_000;
const LOOK_MS = 2;

/** How pg-boss's workers learn of new jobs. */
export type Waking = 'polling' | 'notified';

/** pg-boss on PostgreSQL, with its own pool. */
export function pgBoss(waking: Waking): Contestant {
  return {
    about: about(waking),
    open: ({ url }) => openPgBoss({ connectionString: url ?? '' }, waking),
  };
}

/** What {@link openPgBoss} makes of pg-boss, in words. */
export function about(waking: Waking): Contestant['about'] {
  const workers = waking === 'polling' ? 'two workers' : 'one worker';
  return {
    settings: `${workers} of batch size ${BATCH}, burstWhenBatchFull, a partitioned queue, ${waking === 'polling' ? 'no NOTIFY' : 'useListenNotify'}, no schedules`,
    keeps: 'the job with its data and times, for 7 days',
    acknowledges: 'committed',
  };
}

/** pg-boss over a connection string, or over a database of the process's own. */
export async function openPgBoss(
  database: Pick<ConstructorOptions, 'connectionString' | 'db' | 'backend'>,
  waking: Waking,
): Promise<Session> {
  const notify = waking === 'notified';
  const boss = new PgBoss({ ...database, schema: SCHEMA, schedule: false, useListenNotify: notify });
  let failed: (error: unknown) => void = () => undefined;
  boss.on('error', (error) => failed(error));
  await boss.start();
  await boss.createQueue(QUEUE, { notify, partition: true });
  return {
    async enqueue(payload) {
      await boss.send(QUEUE, payloadSchema.parse(payload));
    },
    async enqueueMany(payloads) {
      await boss.insert(
        QUEUE,
        payloads.map((payload) => ({ data: payloadSchema.parse(payload) })),
      );
    },
    work(work) {
      failed = work.failed;
      return startWorkers(boss, work, notify ? 1 : 2);
    },
    counts: () => countsOf(boss),
    close: () => boss.stop({ graceful: false }),
  };
}

/**
 * A batch is completed when its handler has returned, and pg-boss tells nobody: it is settled when the same worker comes with
 * the next batch, and the last ones are when the table has no active job any more.
 */
async function startWorkers(boss: PgBoss, work: Work, workers: number): Promise<Working> {
  let handled = 0;
  let settled = 0;
  const settle = (jobs: number): void => {
    for (let i = 0; i < jobs && settled < work.runs; i++, settled++) work.settled();
  };
  for (let i = 0; i < workers; i++) {
    let before = 0;
    await boss.work<Payload>(
      QUEUE,
      { batchSize: BATCH, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 },
      async (jobs) => {
        settle(before);
        before = jobs.length;
        for (const { data } of jobs) work.handle(payloadSchema.parse(data));
        handled += jobs.length;
        if (handled === work.runs) allCompleted(boss).then(() => settle(work.runs), work.failed);
      },
    );
  }
  return { stop: () => boss.offWork(QUEUE) };
}

async function allCompleted(boss: PgBoss): Promise<void> {
  const active = `select exists (select from ${SCHEMA}.job where name = $1 and state = 'active') as left`;
  for (;;) {
    const { rows }: { rows: { left: boolean }[] } = await boss.getDb().executeSql(active, [QUEUE]);
    if (rows[0]?.left === false) return;
    await pause(LOOK_MS);
  }
}

async function countsOf(boss: PgBoss): Promise<Counts> {
  const sql = `select state::text, count(*)::int as jobs from ${SCHEMA}.job where name = $1 group by state`;
  const { rows }: { rows: { state: string; jobs: number }[] } = await boss.getDb().executeSql(sql, [QUEUE]);
  const jobs = (...states: string[]): number =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.jobs, 0);
  return {
    waiting: jobs('created', 'retry'),
    active: jobs('active'),
    failed: jobs('failed', 'cancelled'),
    kept: jobs('completed'),
  };
}

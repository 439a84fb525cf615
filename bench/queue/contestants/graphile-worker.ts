import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import type { Contestant, Counts, Place, Session, Work, Working } from '../contestant.js';
import { payloadSchema } from '../payload.js';

const TASK = 'no-op';

/** Whether jobs are fetched and completed many at a time. */
export type Fetching = 'batched' | 'one by one';

const BATCHED = { localQueue: { size: 2_000 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** graphile-worker, whose completed jobs are deleted. */
export function graphileWorker(fetching: Fetching): Contestant {
  return {
    about: {
      settings: fetching === 'batched' ? 'localQueue of 2,000, completeJobBatchDelay 0, no log' : 'as it comes, no log',
      keeps: 'nothing',
      acknowledges: 'committed',
    },
    open: (place) => open(place, fetching),
  };
}

async function open({ url, space }: Place, fetching: Fetching): Promise<Session> {
  let work: Work | undefined;
  const pgPool = new pg.Pool({ connectionString: url ?? '' });
  pgPool.on('error', (error) => work?.failed(error));
  tellOfDeletes(pgPool, (jobs) => {
    for (let i = 0; i < jobs; i++) work?.settled();
  });
  const logger = new Logger(() => () => undefined);
  const shared = { pgPool, schema: space, logger };
  const utils = await makeWorkerUtils(shared);
  await utils.migrate();
  return {
    async enqueue(payload) {
      await utils.addJob(TASK, payloadSchema.parse(payload));
    },
    async enqueueMany(payloads) {
      await utils.addJobs(payloads.map((payload) => ({ identifier: TASK, payload: payloadSchema.parse(payload) })));
    },
    work(given) {
      work = given;
      return startWorker({ ...shared, fetching }, given);
    },
    counts: () => countsOf(pgPool, space),
    async close() {
      await utils.release();
      await pgPool.end();
    },
  };
}

async function startWorker(
  { fetching, ...shared }: { pgPool: pg.Pool; schema: string; logger: Logger; fetching: Fetching },
  { concurrency, handle, failed }: Work,
): Promise<Working> {
  const runner = await run({
    ...shared,
    concurrency,
    noHandleSignals: true,
    taskList: { [TASK]: async (payload) => handle(payloadSchema.parse(payload)) },
    ...(fetching === 'batched' && { preset: { worker: BATCHED } }),
  });
  runner.events.on('job:error', ({ error }) => failed(error));
  runner.events.on('pool:fatalError', ({ error }) => failed(error));
  return { stop: () => runner.stop() };
}

/** Its events `job:success` and `job:complete` come before the job is deleted, so the statement that deletes it is what tells. */
function tellOfDeletes(pool: pg.Pool, deleted: (jobs: number) => void): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
    const telling = (...given: unknown[]): Promise<unknown> => {
      const answer = query(...given);
      const jobs = completedBy(given[0]);
      // The worker itself hears of a statement that fails.
      if (jobs > 0)
        answer.then(
          () => deleted(jobs),
          () => undefined,
        );
      return answer;
    };
    Object.assign(client, { query: telling });
  });
}

function completedBy(statement: unknown): number {
  if (typeof statement !== 'object' || statement === null) return 0;
  const { name, values } = statement as { name?: string; values?: unknown[] };
  if (name?.startsWith('complete_job') !== true) return 0;
  return Array.isArray(values?.[0]) ? values[0].length : 1;
}

async function countsOf(pool: pg.Pool, schema: string): Promise<Counts> {
  const { rows } = await pool.query<Omit<Counts, 'kept'>>(
    `select count(*) filter (where locked_at is null and attempts < max_attempts)::int as waiting,
            count(*) filter (where locked_at is not null)::int as active,
            count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed
     from ${pg.escapeIdentifier(schema)}._private_jobs`,
  );
  const { waiting = 0, active = 0, failed = 0 } = rows[0] ?? {};
  return { waiting, active, failed, kept: null };
}

import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import pg from 'pg';
import type { Contestant, Counts, Place, Session } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';
import type { Waking } from './pg-boss.js';

const NAME = 'no-op';
const TABLE = 'agenda_jobs';

/** Agenda on PostgreSQL. It has no way to enqueue in bulk; a thousand at a time over its pool is its fastest. */
export function agenda(waking: Waking): Contestant {
  return {
    about: {
      settings: `${waking === 'polling' ? 'notifications off' : 'as it comes'}, concurrency raised`,
      keeps: 'the job with its data and times',
      acknowledges: 'committed',
    },
    open: (place) => open(place, waking),
  };
}

async function open({ url }: Place, waking: Waking): Promise<Session> {
  const pool = new pg.Pool({ connectionString: url ?? '' });
  const backend = new PostgresBackend({ pool, disableNotifications: waking === 'polling' });
  const jobs = new Agenda({ backend, defaultConcurrency: Infinity, maxConcurrency: Infinity });
  await jobs.ready;
  const add = async (payload: Payload): Promise<void> => {
    // One that is not started tells nobody of what it enqueues; one that starts before its jobs are defined hears of none.
    if (waking === 'notified') await jobs.start();
    await jobs.now(NAME, payloadSchema.parse(payload));
  };
  return {
    enqueue: add,
    async enqueueMany(payloads) {
      await Promise.all(payloads.map(add));
    },
    async work({ concurrency, handle, settled, failed }) {
      jobs.define<Payload>(NAME, async ({ attrs: { data } }) => handle(payloadSchema.parse(data)), { concurrency });
      jobs.maxConcurrency(concurrency);
      jobs.on('complete', settled);
      jobs.on('fail', failed);
      jobs.on('error', failed);
      await jobs.start();
      return { stop: () => jobs.stop() };
    },
    counts: () => countsOf(pool),
    async close() {
      await jobs.stop();
      await pool.end();
    },
  };
}

async function countsOf(pool: pg.Pool): Promise<Counts> {
  const { rows } = await pool.query<{ [Name in keyof Counts]: number }>(
    `select count(*) filter (where next_run_at is not null and locked_at is null)::int as waiting,
            count(*) filter (where locked_at is not null)::int as active,
            count(*) filter (where failed_at is not null)::int as failed,
            count(*) filter (where last_finished_at is not null and failed_at is null)::int as kept
     from ${TABLE} where name = $1`,
    [NAME],
  );
  return rows[0] ?? { waiting: 0, active: 0, failed: 0, kept: 0 };
}

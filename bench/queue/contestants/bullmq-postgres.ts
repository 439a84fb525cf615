import { createPostgresBackend, withBackend } from 'bullmq';
import type { Contestant, Place } from '../contestant.js';
import type { Payload } from '../payload.js';
import { openBullmq, type Behind } from './bullmq.js';

const POOL = 10;

/** BullMQ on PostgreSQL, through its own backend and node-postgres. */
export const bullmqOnPostgres: Contestant = {
  about: {
    settings: `one worker, a pool of ${POOL}, removeOnComplete { count: 0 }`,
    keeps: 'nothing',
    acknowledges: 'committed',
  },
  open: (place) => openBullmq(onPostgres(place)),
};

function onPostgres({ url, space }: Place): Behind {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = { connectionString: url ?? '', schema: space, migrate: true, max: POOL };
  return {
    queue: new Queue<Payload>('no-op', { connection }),
    worker: (process, options) => new Worker<Payload>('no-op', process, { connection, ...options }),
    disconnect: () => Promise.resolve(),
  };
}

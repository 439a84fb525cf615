import { Queue, Worker, type Processor } from 'bullmq';
import { Redis } from 'ioredis';
import type { Contestant, Place, Session, Work, Working } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

/** What BullMQ is told to keep of runs that finished well. */
export interface Keeping {
  readonly keeps: 'nothing' | 'everything';
}

/**
 * BullMQ on Redis. `removeOnComplete`, ioredis 5 and one worker with all of the concurrency are its fastest: with ioredis 6 a run
 * takes a third more of the processor, and automatic pipelining, several workers or the client `redis` are slower or no faster.
 */
export function bullmq({ keeps }: Keeping): Contestant {
  const removal = keeps === 'nothing';
  return {
    about: {
      settings: `one worker, ioredis 5, ${removal ? 'removeOnComplete { count: 0 }' : 'removeOnComplete unset'}`,
      keeps: removal ? 'nothing' : 'the job with its data and times',
      acknowledges: 'written by Redis',
    },
    open: (place) => open(place, removal),
  };
}

async function open({ url, space }: Place, removal: boolean): Promise<Session> {
  const connections = new Set<Redis>();
  const connect = (): Redis => {
    const redis = new Redis(url ?? '', { maxRetriesPerRequest: null });
    connections.add(redis);
    return redis;
  };
  const queue = new Queue<Payload>(space, { connection: connect() });
  await queue.waitUntilReady();
  return {
    async enqueue(payload) {
      await queue.add('no-op', payloadSchema.parse(payload));
    },
    async enqueueMany(payloads) {
      await queue.addBulk(payloads.map((payload) => ({ name: 'no-op', data: payloadSchema.parse(payload) })));
    },
    work: (work) => startWorker({ connection: connect(), space, removal }, work),
    async counts() {
      const counts = await queue.getJobCounts('waiting', 'active', 'failed', 'completed');
      const { waiting = 0, active = 0, failed = 0, completed = 0 } = counts;
      return { waiting, active, failed, kept: removal ? null : completed };
    },
    async close() {
      await queue.close();
      for (const connection of connections) connection.disconnect();
    },
  };
}

async function startWorker(
  { connection, space, removal }: { connection: Redis; space: string; removal: boolean },
  { concurrency, handle, settled, failed }: Work,
): Promise<Working> {
  const process: Processor<Payload> = async (job) => handle(payloadSchema.parse(job.data));
  const worker = new Worker<Payload>(space, process, {
    connection,
    concurrency,
    ...(removal && { removeOnComplete: { count: 0 } }),
  });
  worker.on('completed', settled);
  worker.on('failed', (_job, error) => failed(error));
  worker.on('error', failed);
  await worker.waitUntilReady();
  return { stop: () => worker.close() };
}

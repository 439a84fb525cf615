import { Queue, Worker, type Processor, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { Contestant, Place, Session, Work, Working } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

/** A queue of BullMQ and the way to its workers, whatever is behind them. */
export interface Behind {
  readonly queue: Pick<Queue<Payload>, 'addBulk' | 'getJobCounts' | 'close' | 'waitUntilReady'> & {
    add(name: string, data: Payload): Promise<unknown>;
  };
  readonly worker: (
    process: Processor<Payload>,
    options: OwnOptions,
  ) => Pick<Worker<Payload>, 'close' | 'waitUntilReady'> & Events;
  /** Ends what the queue does not. */
  readonly disconnect: () => Promise<void>;
}

type OwnOptions = Pick<WorkerOptions, 'concurrency' | 'removeOnComplete'>;

interface Events {
  on(event: 'completed', listener: () => void): unknown;
  on(event: 'failed', listener: (job: unknown, error: Error) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * BullMQ on Redis. `removeOnComplete`, ioredis 5 and one worker with all of the concurrency are its fastest: with ioredis 6 a run
 * takes a third more of the processor, and automatic pipelining, several workers or the client `redis` are slower or no faster.
 */
export const bullmq: Contestant = {
  about: {
    settings: 'one worker, ioredis 5, removeOnComplete { count: 0 }',
    keeps: 'nothing',
    acknowledges: 'written by Redis',
  },
  open: (place) => openBullmq(onRedis(place)),
};

function onRedis({ url, space }: Place): Behind {
  const connections = new Set<Redis>();
  const connect = (): Redis => {
    const redis = new Redis(url ?? '', { maxRetriesPerRequest: null });
    connections.add(redis);
    return redis;
  };
  return {
    queue: new Queue<Payload>(space, { connection: connect() }),
    worker: (process, options) => new Worker<Payload>(space, process, { connection: connect(), ...options }),
    disconnect: async () => connections.forEach((connection) => connection.disconnect()),
  };
}

/** BullMQ over what is behind it, keeping nothing of runs that finished well. */
export async function openBullmq({ queue, worker, disconnect }: Behind): Promise<Session> {
  await queue.waitUntilReady();
  return {
    async enqueue(payload) {
      await queue.add('no-op', payloadSchema.parse(payload));
    },
    async enqueueMany(payloads) {
      await queue.addBulk(payloads.map((payload) => ({ name: 'no-op', data: payloadSchema.parse(payload) })));
    },
    work: (work) => startWorker(worker, work),
    async counts() {
      const { waiting = 0, active = 0, failed = 0 } = await queue.getJobCounts('waiting', 'active', 'failed');
      return { waiting, active, failed, kept: null };
    },
    async close() {
      await queue.close();
      await disconnect();
    },
  };
}

async function startWorker(begin: Behind['worker'], { concurrency, handle, settled, failed }: Work): Promise<Working> {
  const process: Processor<Payload> = async (job) => handle(payloadSchema.parse(job.data));
  const worker = begin(process, { concurrency, removeOnComplete: { count: 0 } });
  worker.on('completed', settled);
  worker.on('failed', (_job, error) => failed(error));
  worker.on('error', failed);
  await worker.waitUntilReady();
  return { stop: () => worker.close() };
}

import PQueue from 'p-queue';
import type { Contestant, Session, Work, Working } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

/** p-queue: a queue of functions in memory. What is added waits until a worker is started. */
export const pQueue: Contestant = {
  about: { settings: 'as it comes', keeps: 'nothing', acknowledges: 'held in memory' },
  open: () => Promise.resolve(open()),
};

function open(): Session {
  const queue = new PQueue({ autoStart: false });
  let work: Work | undefined;
  const add = (payload: Payload): void => {
    const checked = payloadSchema.parse(payload);
    queue
      .add(async () => work?.handle(payloadSchema.parse(checked)))
      .then(
        () => work?.settled(),
        (error: unknown) => work?.failed(error),
      );
  };
  return {
    enqueue: async (payload) => add(payload),
    enqueueMany: async (payloads) => payloads.forEach(add),
    work(given) {
      work = given;
      queue.concurrency = given.concurrency;
      queue.start();
      const working: Working = {
        stop: async () => {
          queue.pause();
          await queue.onPendingZero();
        },
      };
      return Promise.resolve(working);
    },
    counts: async () => ({ waiting: queue.size, active: queue.pending, failed: 0, kept: null }),
    close: async () => queue.clear(),
  };
}

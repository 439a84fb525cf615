import fastq from 'fastq';
import type { Contestant, Session, Work } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

/** fastq: a queue of one function's calls in memory, with promises: a callback at once overflows its stack. What is pushed waits until it is resumed. */
export const fastQueue: Contestant = {
  about: { settings: 'promises', keeps: 'nothing', acknowledges: 'held in memory' },
  open: () => Promise.resolve(open()),
};

function open(): Session {
  let work: Work | undefined;
  const queue = fastq.promise<unknown, Payload>(async (payload) => work?.handle(payloadSchema.parse(payload)), 1);
  queue.pause();
  const push = (payload: Payload): void => {
    queue.push(payloadSchema.parse(payload)).then(
      () => work?.settled(),
      (error: unknown) => work?.failed(error),
    );
  };
  return {
    enqueue: async (payload) => push(payload),
    enqueueMany: async (payloads) => payloads.forEach(push),
    work(given) {
      work = given;
      queue.concurrency = given.concurrency;
      queue.resume();
      return Promise.resolve({ stop: async () => void queue.pause() });
    },
    counts: async () => ({ waiting: queue.length(), active: queue.running(), failed: 0, kept: null }),
    close: async () => void queue.kill(),
  };
}

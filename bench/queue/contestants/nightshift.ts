import { createJobs, defineJob, type Store } from '@nightshift/core';
import type { Session, Work } from '../contestant.js';
import { payloadSchema, type Payload } from '../payload.js';

/** This library over any of its stores, with the settings that it comes with. */
export async function nightshift(store: Store): Promise<Session> {
  let work: Work | undefined;
  const noOp = defineJob({
    name: 'no-op',
    description: 'Does nothing, for measuring what everything around it costs.',
    input: payloadSchema,
    run: async (ctx) => work?.handle(ctx.input),
  });
  const jobs = createJobs({ jobs: [noOp], store });
  await jobs.open();
  return {
    async enqueue(payload) {
      await jobs.enqueue(noOp, payload);
    },
    async enqueueMany(payloads) {
      await jobs.enqueueMany(payloads.map((input: Payload) => ({ job: noOp, input })));
    },
    async work(given) {
      work = given;
      jobs.events.on('run:settled', ({ state, error }) =>
        state === 'success' ? given.settled() : given.failed(error),
      );
      jobs.events.on('worker:error', ({ error }) => given.failed(error));
      const worker = jobs.worker({ concurrency: given.concurrency });
      await worker.start();
      return { stop: () => worker.stop() };
    },
    async counts() {
      const counts = await jobs.counts();
      return { waiting: counts.queued, active: counts.running, failed: counts.failed, kept: counts.success };
    },
    close: () => jobs.close(),
  };
}

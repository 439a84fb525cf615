import { createJobs, defineJob, type AnyJob, type Jobs, type LimitOptions, type Store } from '@nightshift/core';
import { indexOf, payloadSchema, type Payload } from '../payload.js';

// Each user of a site, with room for what one of a hundred gets: counted at every claim, and never reached.
const KEYS = 100;
const per = (payload: Payload): string => `user-${String(indexOf(payload) % KEYS)}`;
const LIMITS: LimitOptions<Payload> = {
  concurrency: { limit: 10, per },
  rateLimit: { limit: 10_000, window: '1s', per },
};

/** A client that knows the job that everything is measured with. */
export interface NoOp {
  readonly jobs: Pick<Jobs<AnyJob, never>, 'close' | 'counts' | 'events' | 'worker'>;
  /** Resolves when all of them are acknowledged. */
  readonly enqueueMany: (payloads: readonly Payload[]) => Promise<void>;
}

export interface NoOpOptions {
  /** Whether its runs are counted by limits on concurrency and rate. */
  readonly limited: boolean;
  readonly handle: (payload: Payload) => Promise<void> | void;
}

/** Opens such a client. */
export async function openNoOp(store: Store, { limited, handle }: NoOpOptions): Promise<NoOp> {
  const noOp = defineJob({
    name: 'no-op',
    description: 'Does nothing, for measuring what everything around it costs.',
    input: payloadSchema,
    ...(limited && LIMITS),
    run: async (ctx) => handle(ctx.input),
  });
  const jobs = createJobs({ jobs: [noOp], store });
  await jobs.open();
  return {
    jobs,
    enqueueMany: async (payloads) => {
      await jobs.enqueueMany(payloads.map((input) => ({ job: noOp, input })));
    },
  };
}

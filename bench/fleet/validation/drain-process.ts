import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { createJobs, defineJob } from '@nightshift/core';
import { postgresStore } from '@nightshift/adapters-postgres';
import { redisStore } from '@nightshift/adapters-redis';
import { z } from 'zod';
import { SAMPLE_JOB } from '../measure/sample-runs.js';
import type { DrainMessage, DrainOrder } from './order.js';

// A worker process of the fleet that is measured. Its parent sends an order, then asks how many it has settled.
const send = (message: DrainMessage): void => void process.send?.(message);

process.once('message', (order: DrainOrder) => {
  void work(order).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

async function work({ engine, url, concurrency, handlerMs }: DrainOrder): Promise<void> {
  const job = defineJob({
    name: SAMPLE_JOB,
    description: 'Waits as long as it is told to.',
    input: z.object({ number: z.number(), text: z.string() }),
    run: () => (handlerMs === 0 ? null : wait(handlerMs, null)),
  });
  const store = engine === 'postgres' ? postgresStore({ connectionString: url }) : redisStore({ url });
  const jobs = createJobs({ jobs: [job], store });
  let runs = 0;
  jobs.events.on('run:settled', ({ state, error }) => {
    if (state !== 'success') throw new Error(`A run ended as ${state}: ${error?.message ?? 'without an error'}`);
    runs += 1;
  });
  process.on('message', () => send({ kind: 'settled', runs }));
  // The governor watches a host that other programs share; this measures the engine.
  await jobs.worker({ concurrency, governor: false }).start();
  send({ kind: 'working' });
}

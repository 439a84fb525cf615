import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openClient } from './clients/open-client.js';
import { jumpingClock } from './jumping-clock.js';
import { linesOf } from './lines.js';
import type { WorkerConfig } from './worker-config.js';

// A process of the fleet: works until it is told to stop, or until its own runs are final, or until it is killed.

const LOOK_MS = 200;

const config = JSON.parse(process.argv[2] ?? '') as WorkerConfig;
const jumping = config.clock === null ? undefined : jumpingClock(config.clock);
const clocks = jumping === undefined ? {} : { [config.clock?.of === 'store' ? 'store' : 'client']: jumping.clock };
const client = openClient(config, clocks);
const { jobs } = client;
jobs.events.on('run:settled', ({ runId }) => appendFileSync(config.settledFile, `${runId}\n`));

await jobs.open();
if (config.own !== null) await client.prepare();
if (config.own !== null) await enqueueOwn(config.own);
const worker = jobs.worker({
  concurrency: config.concurrency,
  lease: config.leaseMs,
  governor: false,
  ...(config.pollMs !== null && { poll: config.pollMs }),
});
await worker.start();
process.stdout.write('ready\n');
await (config.own === null ? toldToStop() : untilFinal(config.own.runs));
jumping?.stop();
await worker.stop();
await jobs.close();

/** A life before this one may have been killed while it enqueued: what it was not told of is not counted on. */
async function enqueueOwn({ runs, enqueuedFile }: NonNullable<WorkerConfig['own']>): Promise<void> {
  await client.enqueue(runs - linesOf(enqueuedFile).length, (runIds) =>
    appendFileSync(enqueuedFile, runIds.map((runId) => `${runId}\n`).join('')),
  );
}

async function untilFinal(runs: number): Promise<void> {
  for (let final = 0; final < runs; await wait(LOOK_MS)) {
    const counts = await jobs.counts();
    const { success, failed, cancelled } = counts;
    final = success + failed + cancelled;
    if (counts.waiting + counts.scheduled + counts.queued + counts.running === 0 && final >= runs) return;
    final = 0;
  }
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => process.once('SIGTERM', () => resolve()));
}

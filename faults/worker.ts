import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { pgliteStore, postgresStore, type SqlStore } from '@nightshift/adapters-postgres';
import { createJobs, systemClock, type Clock } from '@nightshift/core';
import { brokenStore } from './broken-store.js';
import { faultJob } from './fault-job.js';
import { jumpingClock } from './jumping-clock.js';
import { WorkTable } from './work-table.js';
import type { WorkerConfig } from './worker-config.js';

// A process of the fleet: works until it is told to stop, or until its own runs are final, or until it is killed.

const CHUNK = 1_000;
const LOOK_MS = 200;

const config = JSON.parse(process.argv[2] ?? '') as WorkerConfig;
const jumping = config.clock === null ? undefined : jumpingClock(config.clock);
const store = openStore(config.clock?.of === 'store' ? jumping?.clock : undefined);
const table = new WorkTable(store.database, config.store.kind === 'pglite' ? 'nightshift' : config.store.schema);
const jobs = createJobs({
  jobs: [faultJob],
  store: config.breaks === null ? store : brokenStore(store),
  services: { table, pieceMs: config.pieceMs, notesItself: config.notesItself },
  clock: jumping?.clock ?? systemClock,
});
jobs.events.on('run:settled', ({ runId }) => appendFileSync(config.settledFile, `${runId}\n`));

await jobs.open();
if (config.own !== null) await table.make(config.notesItself);
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

function openStore(clock: Clock | undefined): SqlStore {
  const { store: given } = config;
  const timing = clock === undefined ? {} : { clock };
  if (given.kind === 'pglite') return pgliteStore({ dataDir: given.dataDir, ...timing });
  return postgresStore({ connectionString: given.url, schema: given.schema, ...timing });
}

/** A life before this one may have been killed while it enqueued: what it was not told of is not counted on. */
async function enqueueOwn({ runs, enqueuedFile }: NonNullable<WorkerConfig['own']>): Promise<void> {
  const known = existsSync(enqueuedFile) ? readFileSync(enqueuedFile, 'utf8').split('\n').length - 1 : 0;
  for (let left = runs - known; left > 0; left -= CHUNK) {
    const items = Array.from({ length: Math.min(left, CHUNK) }, () => ({ job: faultJob }));
    const answers = await jobs.enqueueMany(items);
    appendFileSync(enqueuedFile, answers.map(({ runId }) => `${runId}\n`).join(''));
  }
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

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { postgresStore } from '@nightshift/adapters-postgres';
import { createJobs, NightshiftError, type Jobs } from '@nightshift/core';
import { faultJob } from './fault-job.js';
import { Fleet } from './fleet.js';
import { between, type ScenarioResult, type Surroundings } from './scenario.js';
import { judge } from './survivors.js';
import { WorkTable } from './work-table.js';
import type { WorkerConfig } from './worker-config.js';

const CHUNK = 1_000;
const LOOK_MS = 200;
const LONGEST_MS = 120_000;
const STOP_MS = 10_000;
const WORKERS = 3;
const CONCURRENCY = 20;
export const LEASE_MS = 1_000;

/** A fleet on a PostgreSQL server, and what is done to it. */
export interface SharedTrial {
  readonly worker?: Partial<WorkerConfig>;
  /** The port by which workers reach the server; its own unless given. */
  readonly port?: number;
  /** True enqueues bit by bit, a part before each strike, instead of all at first. */
  readonly inWaves?: boolean;
  /** Milliseconds between two strikes, at least and at most. */
  readonly pauses: readonly [number, number];
  strike(fleet: Fleet): Promise<void>;
}

const WAVES = 8;

/** Lets a fleet work while faults strike it, until every run is final or too much time has passed, and judges what is left. */
export async function surviveShared(around: Surroundings, trial: SharedTrial): Promise<ScenarioResult> {
  const { server, settings, folder, random } = around;
  const schema = `f_${randomBytes(6).toString('hex')}`;
  const store = postgresStore({ connectionString: server.url(), schema, notifications: false });
  const table = new WorkTable(store.database, schema);
  const jobs = createJobs({ jobs: [faultJob], store, services: { table, pieceMs: 0, notesItself: true } });
  await jobs.open();
  const notesItself = trial.worker?.notesItself ?? true;
  await table.make(notesItself);
  const settledFile = join(folder, 'settled');
  const fleet = new Fleet({
    store: { kind: 'postgres', url: server.url(trial.port), schema },
    concurrency: CONCURRENCY,
    leaseMs: LEASE_MS,
    pollMs: null,
    pieceMs: settings.pieceMs,
    notesItself,
    settledFile,
    clock: null,
    breaks: settings.breaks,
    own: null,
    ...trial.worker,
  });
  const enqueued: string[] = [];
  const add = async (count: number): Promise<void> => void enqueued.push(...(await enqueue(jobs, count)));
  const wave = Math.ceil(settings.runs / (trial.inWaves === true ? WAVES : 1));
  let faults = 0;
  try {
    await add(Math.min(wave, settings.runs));
    await fleet.start(WORKERS);
    const startedAt = performance.now();
    while (performance.now() - startedAt < LONGEST_MS) {
      const isOver = await untilFinal(jobs, enqueued.length, between(random, ...trial.pauses));
      if (isOver && enqueued.length >= settings.runs) break;
      if (enqueued.length < settings.runs) await add(Math.min(wave, settings.runs - enqueued.length));
      await trial.strike(fleet);
      faults += 1;
    }
    await fleet.stop(STOP_MS);
    const verdict = await judge(store, enqueued, { schema, settledFile, timesCount: true });
    return { ...verdict, faults, complaints: fleet.crashes };
  } finally {
    await fleet.stop(0);
    await jobs.close();
  }
}

async function enqueue(jobs: Jobs<typeof faultJob, unknown>, count: number): Promise<string[]> {
  const runIds: string[] = [];
  for (let left = count; left > 0; left -= CHUNK) {
    const items = Array.from({ length: Math.min(left, CHUNK) }, () => ({ job: faultJob }));
    runIds.push(...(await jobs.enqueueMany(items)).map(({ runId }) => runId));
  }
  return runIds;
}

/** @returns whether all of them are final, after that time at the latest. */
async function untilFinal(
  jobs: Pick<Jobs<typeof faultJob, unknown>, 'counts'>,
  runs: number,
  ms: number,
): Promise<boolean> {
  for (let left = ms; left > 0; left -= LOOK_MS) {
    await wait(Math.min(left, LOOK_MS));
    if ((await finalCount(jobs)) >= runs) return true;
  }
  return false;
}

async function finalCount(jobs: Pick<Jobs<typeof faultJob, unknown>, 'counts'>): Promise<number> {
  try {
    const { success, failed, cancelled } = await jobs.counts();
    return success + failed + cancelled;
  } catch (error) {
    if (error instanceof NightshiftError && error.code === 'STORE_UNREACHABLE') return 0;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NightshiftError } from '@nightshift/core';
import type { FaultClient } from './clients/fault-client.js';
import { openClient } from './clients/open-client.js';
import type { SharedServer } from './engine.js';
import { Fleet } from './fleet.js';
import { judge } from './judge.js';
import { between, STRIKES_END_MS, type ScenarioResult, type Surroundings } from './scenario.js';
import type { WorkerConfig } from './worker-config.js';

const LOOK_MS = 200;
const LONGEST_MS = 180_000;
/** For scenarios of very many runs: what the slowest machine takes for one. */
const LONGEST_MS_PER_RUN = 4;
const STOP_MS = 10_000;
const WORKERS = 3;
const CONCURRENCY = 20;
export const LEASE_MS = 1_000;

/** A fleet on a server that it shares, and what is done to it. */
export interface SharedTrial {
  readonly workers?: number;
  readonly worker?: Partial<WorkerConfig>;
  /** The ports by which workers reach the server's nodes; their own unless given. */
  readonly ports?: readonly number[];
  /** True enqueues bit by bit, a part before each strike, instead of all at first. */
  readonly inWaves?: boolean;
  readonly when: Moments;
  strike(fleet: Fleet, count: number): Promise<void>;
}

/** When faults strike: after so many milliseconds, at least and at most, again and again; or once each, when such a share of all runs is final. */
type Moments = { readonly pauses: readonly [number, number] } | { readonly shares: readonly number[] };

const WAVES = 8;

/** Lets a fleet work while faults strike it, until every run is final or too much time has passed, and judges what is left. */
export async function surviveShared(around: Surroundings<SharedServer>, trial: SharedTrial): Promise<ScenarioResult> {
  const { server, runs, settings, folder } = around;
  const name = randomBytes(6).toString('hex');
  const config: WorkerConfig = {
    store: server.store(name, trial.ports),
    concurrency: CONCURRENCY,
    leaseMs: LEASE_MS,
    pollMs: null,
    pieceMs: around.pieceMs,
    notesItself: true,
    settledFile: join(folder, 'settled'),
    notedFile: join(folder, 'noted'),
    clock: null,
    breaks: settings.breaks,
    own: null,
    ...trial.worker,
  };
  const client = openClient({ ...config, store: server.store(name), breaks: null });
  await client.jobs.open();
  await client.prepare();
  const fleet = new Fleet(around.program, config);
  const enqueued: string[] = [];
  const waves = trial.inWaves === true ? WAVES : 1;
  const addWave = async (): Promise<void> => {
    const count = Math.min(Math.ceil(runs / waves), runs - enqueued.length);
    if (count > 0) enqueued.push(...(await client.enqueue(count)));
  };
  let faults = 0;
  try {
    await addWave();
    await fleet.start(trial.workers ?? WORKERS);
    const startedAt = performance.now();
    const endsAt = startedAt + Math.max(LONGEST_MS, runs * LONGEST_MS_PER_RUN);
    while (performance.now() < endsAt) {
      const isCalm =
        'pauses' in trial.when && performance.now() - startedAt > STRIKES_END_MS && enqueued.length >= runs;
      const moment = isCalm ? { final: runs, ms: Infinity } : nextMoment(around, trial.when, faults);
      const isOver = await untilFinal(client, { ...moment, all: enqueued.length, endsAt });
      if (isOver && enqueued.length >= runs) break;
      await addWave();
      await trial.strike(fleet, faults);
      faults += 1;
    }
    await fleet.stop(STOP_MS);
    const verdict = await judge(client, enqueued, { settledFile: config.settledFile, timesCount: true });
    return { ...verdict, faults, complaints: fleet.crashes };
  } finally {
    await fleet.stop(0);
    await client.jobs.close();
  }
}

interface Moment {
  readonly final: number;
  readonly ms: number;
}

/** Until so many runs are final, or so much time has passed, whichever is first. */
function nextMoment(
  { random, runs }: Pick<Surroundings<unknown>, 'random' | 'runs'>,
  when: Moments,
  faults: number,
): Moment {
  if ('pauses' in when) return { final: Infinity, ms: between(random, ...when.pauses) };
  return { final: runs * (when.shares[faults] ?? Infinity), ms: Infinity };
}

/** @returns whether all of them are final when the moment has come. */
async function untilFinal(
  { jobs }: FaultClient,
  { final, ms, all, endsAt }: Moment & { readonly all: number; readonly endsAt: number },
): Promise<boolean> {
  const end = Math.min(endsAt, performance.now() + ms);
  let count = 0;
  for (let left = end - performance.now(); left > 0 && count < Math.min(final, all); left = end - performance.now()) {
    await wait(Math.min(left, LOOK_MS));
    count = await finalCount(jobs);
  }
  return count >= all;
}

async function finalCount(jobs: FaultClient['jobs']): Promise<number> {
  try {
    const { success, failed, cancelled } = await jobs.counts();
    return success + failed + cancelled;
  } catch (error) {
    if (error instanceof NightshiftError && error.code === 'STORE_UNREACHABLE') return 0;
    throw error;
  }
}

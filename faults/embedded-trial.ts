import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openClient } from './clients/open-client.js';
import { Fleet, type Member } from './fleet.js';
import { judge } from './judge.js';
import { linesOf } from './lines.js';
import { between, STRIKES_END_MS, type ScenarioResult, type Surroundings } from './scenario.js';
import type { WorkerConfig } from './worker-config.js';

const LONGEST_MS = 120_000;
const CONCURRENCY = 20;

/** One process on an embedded database, and what is done to it. */
export interface EmbeddedTrial {
  readonly leaseMs: number;
  readonly clock: WorkerConfig['clock'];
  /** Milliseconds between two strikes, at least and at most; null when the process's own clock is all that is wrong. */
  readonly pauses: readonly [number, number] | null;
}

/** Lets one process after the other work on an embedded database until every run is final, and judges what is left. */
export async function surviveEmbedded(around: Surroundings<null>, trial: EmbeddedTrial): Promise<ScenarioResult> {
  const { runs, settings, folder, random } = around;
  const enqueuedFile = join(folder, 'enqueued');
  const config: WorkerConfig = {
    store: { kind: 'pglite', dataDir: join(folder, 'data') },
    concurrency: CONCURRENCY,
    leaseMs: trial.leaseMs,
    pollMs: null,
    pieceMs: around.pieceMs,
    notesItself: true,
    settledFile: join(folder, 'settled'),
    notedFile: join(folder, 'noted'),
    clock: trial.clock,
    breaks: settings.breaks,
    own: { runs, enqueuedFile },
  };
  const fleet = new Fleet(around.program, config);
  let faults = trial.pauses === null ? 1 : 0;
  try {
    await fleet.start(1);
    const startedAt = performance.now();
    for (let passedMs = 0; passedMs < LONGEST_MS; passedMs = performance.now() - startedAt) {
      const [member] = fleet.members;
      const isCalm = trial.pauses === null || passedMs > STRIKES_END_MS;
      const pauseMs = isCalm ? LONGEST_MS : between(random, ...trial.pauses);
      if (member === undefined || (await isOverWithin(member, pauseMs))) break;
      await fleet.replace(member);
      faults += 1;
    }
    await fleet.stop(0);
    const client = openClient({ ...config, breaks: null });
    await client.jobs.open();
    const { settledFile } = config;
    const verdict = await judge(client, linesOf(enqueuedFile), { settledFile, timesCount: trial.clock === null });
    await client.jobs.close();
    return { ...verdict, faults, complaints: fleet.crashes };
  } finally {
    await fleet.stop(0);
  }
}

async function isOverWithin(member: Member, ms: number): Promise<boolean> {
  const stop = new AbortController();
  await Promise.race([member.over(), wait(ms, undefined, { signal: stop.signal }).catch(() => undefined)]);
  stop.abort();
  return member.isOver;
}

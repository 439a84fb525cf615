import { loadavg, availableParallelism, cpus } from 'node:os';
import { createJobs, defineJob, memoryStore } from '@nightshift/core';
import { z } from 'zod';
import type { Costs, EngineCosts, EngineName } from '../costs.js';
import { measureEngine, type Effort } from './measure-engine.js';
import { startEngine } from './measured-engine.js';
import { SAMPLE_JOB } from './sample-runs.js';

const DRAINED = 20_000;

/** Measures every engine, one after the other, and what a worker does besides. */
export async function measureCosts(effort: Effort, say: (text: string) => void): Promise<Costs> {
  const engine = async (name: EngineName): Promise<EngineCosts> => {
    say(`Measuring ${name} …`);
    const started = await startEngine(name);
    try {
      return await measureEngine(started, effort);
    } finally {
      await started.close();
    }
  };
  const load = loadavg()[0] ?? 0;
  const engines = { pglite: await engine('pglite'), postgres: await engine('postgres'), redis: await engine('redis') };
  say('Measuring the worker …');
  const workerRunMs = await measureWorker();
  const cpu = cpus()[0]?.model ?? 'unknown';
  const date = new Date().toISOString().slice(0, 10);
  const measuredOn = { cpu, cores: availableParallelism(), node: process.version, date, load };
  return { measuredOn, engines, workerRunMs };
}

/** Drains runs from memory. What that store itself takes is in the figure: a few thousandths of a millisecond. */
async function measureWorker(): Promise<number> {
  const job = defineJob({
    name: SAMPLE_JOB,
    description: 'Does nothing.',
    input: z.object({ number: z.number(), text: z.string() }),
    run: () => null,
  });
  const jobs = createJobs({ jobs: [job], store: memoryStore() });
  const input = { number: 1_000_000, text: 'x'.repeat(170) };
  await jobs.enqueueMany(Array.from({ length: DRAINED }, () => ({ job, input })));
  let settled = 0;
  const drained = new Promise<void>((resolve) => {
    jobs.events.on('run:settled', () => (settled += 1) === DRAINED && resolve());
  });
  const worker = jobs.worker({ concurrency: 100, governor: false });
  const before = process.cpuUsage();
  await worker.start();
  await drained;
  const { user, system } = process.cpuUsage(before);
  await jobs.close();
  return (user + system) / 1_000 / DRAINED;
}

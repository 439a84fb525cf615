import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { postgresStore } from '@nightshift/adapters-postgres';
import { redisStore } from '@nightshift/adapters-redis';
import { startPlace } from '../measure/measured-engine.js';
import { machineMs, treeMs } from '../measure/processor-time.js';
import { sampleRuns } from '../measure/sample-runs.js';
import type { DrainMessage, DrainOrder } from './order.js';

const ENTRY = fileURLToPath(new URL('drain-process.ts', import.meta.url));
const FILL_BY = 1_000;

/** A fleet to measure. */
export interface FleetTrial {
  readonly engine: 'postgres' | 'redis';
  readonly processes: number;
  readonly concurrency: number;
  readonly handlerMs: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Runs a second that it will not surpass: so many are made ready for each second. */
  readonly atMostPerSecond: number;
}

/** How fast it was, what a run cost, and how many cores other programs left. */
export interface FleetMeasurement {
  readonly perSecond: number;
  /** Processor time of server and workers together. */
  readonly cpuMsPerRun: number;
  readonly coresLeft: number;
}

/** Has worker processes drain a backlog on a server of their own, and counts what they settle. */
export async function measureFleet(trial: FleetTrial): Promise<FleetMeasurement> {
  const place = await startPlace(trial.engine);
  const children: ChildProcess[] = [];
  try {
    await fill(trial, place.url);
    const { engine, concurrency, handlerMs } = trial;
    const order: DrainOrder = { engine, url: place.url, concurrency, handlerMs };
    for (let started = 0; started < trial.processes; started += 1) children.push(start(order));
    await Promise.all(children.map((child) => answerOf(child, 'working')));
    await wait(trial.warmUpMs);
    return await measured(children, trial);
  } finally {
    await Promise.all(children.map(end));
    await place.close();
  }
}

async function measured(children: readonly ChildProcess[], trial: FleetTrial): Promise<FleetMeasurement> {
  const before = { runs: await settledBy(children), at: performance.now(), ...(await processorTimes()) };
  await wait(trial.measuredMs);
  const runs = (await settledBy(children)) - before.runs;
  const ms = performance.now() - before.at;
  const { machine, own } = await processorTimes();
  const took = own - before.own;
  const others = Math.max(0, machine - before.machine - took) / ms;
  const coresLeft = Math.max(0.2, availableParallelism() - others);
  return { perSecond: (runs / ms) * 1_000, cpuMsPerRun: took / runs, coresLeft };
}

async function processorTimes(): Promise<{ machine: number; own: number }> {
  return { machine: await machineMs(), own: await treeMs(process.pid) };
}

async function fill({ engine, atMostPerSecond, warmUpMs, measuredMs }: FleetTrial, url: string): Promise<void> {
  const store = engine === 'postgres' ? postgresStore({ connectionString: url }) : redisStore({ url });
  await store.open();
  const runs = Math.ceil((atMostPerSecond * (warmUpMs + measuredMs)) / 1_000);
  for (let made = 0; made < runs; made += FILL_BY) await store.enqueue(sampleRuns(FILL_BY));
  await store.close();
}

function start(order: DrainOrder): ChildProcess {
  const execArgv = ['--conditions=@nightshift/source', '--import', 'tsx'];
  const child = fork(ENTRY, { execArgv, serialization: 'advanced' });
  child.send(order);
  return child;
}

async function settledBy(children: readonly ChildProcess[]): Promise<number> {
  const answers = children.map(async (child) => {
    const answer = answerOf(child, 'settled');
    child.send('how many?');
    return (await answer).runs;
  });
  return (await Promise.all(answers)).reduce((sum, runs) => sum + runs, 0);
}

type Answer<Kind> = Extract<DrainMessage, { readonly kind: Kind }>;

async function answerOf<Kind extends DrainMessage['kind']>(child: ChildProcess, kind: Kind): Promise<Answer<Kind>> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`A worker process ended with code ${String(code)} before it was ${kind}.`);
  });
  const [message] = (await Promise.race([once(child, 'message'), ended])) as [DrainMessage];
  if (message.kind !== kind) throw new Error(`A worker process said ${message.kind}; expected ${kind}.`);
  return message as Answer<Kind>;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

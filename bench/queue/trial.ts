import type { About, Counts } from './contestant.js';
import type { ContestantName } from './contestants.js';
import type { Ground } from './engines/engine.js';
import type { Figures } from './figures.js';
import type { Results } from './order.js';
import { PAYLOAD_BYTES } from './payload.js';
import { begin, measure, type Launch } from './processes.js';
import type { Evidence } from './same-work.js';
import type { TrialWork } from './plans.js';
import { quantile } from './statistics.js';

/** What one trial of one contestant in one round gave. */
export interface Measurement {
  readonly about: About;
  readonly figures: Figures;
  readonly evidence: Evidence;
}

/** Where and how a trial happens. */
export interface Setting {
  readonly launch: Launch;
  readonly contestant: ContestantName;
  readonly ground: Ground;
  /** Whether several processes can work on the ground. */
  readonly shared: boolean;
}

/** Has processes of their own measure a contestant on ground that nothing has used. */
export function performTrial(setting: Setting, work: TrialWork): Promise<Measurement> {
  switch (work.kind) {
    case 'enqueue':
      return enqueueTrial(setting, work);
    case 'drain':
      return drainTrial(setting, work);
    case 'latency':
      return latencyTrial(setting, work);
  }
}

async function enqueueTrial(setting: Setting, work: TrialWork & { kind: 'enqueue' }): Promise<Measurement> {
  const { about, result } = await measure(setting.launch, { ...orderFor(setting), task: work });
  const { oneByOne, inFlight, acknowledged, counts } = result;
  return {
    about,
    figures: { oneByOne, inFlight },
    evidence: { ...ground(setting), acknowledged, stored: counts.waiting, worked: null },
  };
}

async function drainTrial(setting: Setting, work: TrialWork & { kind: 'drain' }): Promise<Measurement> {
  const { launch, shared, ground: on } = setting;
  const { runs, concurrency } = work;
  const order = orderFor(setting);
  const total = runs.warmUp + runs.measured;
  const bytesPerRun = difference(await on.bytes(), total);
  const filling = shared ? await measure(launch, { ...order, task: { kind: 'fill', runs } }) : null;
  const cpuPerRun = difference(await on.cpuMs(), total);
  const task = { kind: 'drain', runs, concurrency, fills: !shared } as const;
  const { about, result } = await measure(launch, { ...order, task });
  const serverMs = cpuPerRun(await on.cpuMs());
  const keptBytes = bytesPerRun(await on.bytes());
  const filled = filling?.result ?? result.filled ?? noFill();
  return {
    about,
    figures: {
      bulk: filled.perSecond,
      drain: result.perSecond,
      peak: result.peakMegabytes,
      workerCpu: result.cpuMicros,
      ...(serverMs !== null && { serverCpu: serverMs * 1_000 }),
      ...(keptBytes !== null && { keptBytes }),
    },
    evidence: {
      ...ground(setting),
      acknowledged: filled.acknowledged,
      stored: filled.counts.waiting,
      worked: worked(result, result.counts),
    },
  };
}

/** How much more something is later, for one run of so many; null where nobody can tell. */
function difference(before: number | null, runs: number): (after: number | null) => number | null {
  return (after) => (before === null || after === null ? null : (after - before) / runs);
}

async function latencyTrial(setting: Setting, work: TrialWork & { kind: 'latency' }): Promise<Measurement> {
  const { launch } = setting;
  const order = orderFor(setting);
  const samples = work.samples.warmUp + work.samples.measured;
  const listening = begin(launch, { ...order, task: { kind: 'listen', samples } });
  try {
    await listening.ready;
    const call = measure(launch, { ...order, task: { kind: 'call', samples, pauseMs: work.pauseMs } });
    const [heard, called] = await Promise.all([listening.answer, call]);
    const since = (moments: readonly number[]): number[] =>
      moments
        .map((moment, index) => (heard.result.startedAt[index] ?? Number.NaN) - moment)
        .slice(work.samples.warmUp)
        .sort((a, b) => a - b);
    const { calledAt, returnedAt } = called.result;
    const handled = heard.result.startedAt.filter((moment) => !Number.isNaN(moment)).length;
    return {
      about: heard.about,
      figures: {
        latencyMedian: quantile(since(returnedAt), 0.5),
        latencyTail: quantile(since(returnedAt), 0.99),
        startMedian: quantile(since(calledAt), 0.5),
        startTail: quantile(since(calledAt), 0.99),
      },
      evidence: {
        ...ground(setting),
        acknowledged: returnedAt.length,
        // Nothing waits here for a worker to come: what is handled was stored.
        stored: handled,
        worked: worked({ handled, repeated: 0, settled: heard.result.settled }, heard.result.counts),
      },
    };
  } finally {
    listening.end();
  }
}

function worked(
  { handled, repeated, settled }: Pick<Results['drain'], 'handled' | 'repeated' | 'settled'>,
  { waiting, active, failed, kept }: Counts,
): NonNullable<Evidence['worked']> {
  return { handled, repeated, settled, left: waiting + active, failed, kept };
}

function orderFor({ contestant, ground: { place } }: Setting): { contestant: ContestantName; place: Ground['place'] } {
  return { contestant, place };
}

function ground({ ground: { server } }: Setting): Pick<Evidence, 'payloadBytes' | 'server'> {
  return { payloadBytes: PAYLOAD_BYTES, server };
}

function noFill(): never {
  throw new Error('Nobody filled the queue: a process that drains alone has to fill it too.');
}

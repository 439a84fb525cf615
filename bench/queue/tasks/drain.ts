import type { Session } from '../contestant.js';
import type { Portion, Results } from '../order.js';
import { fill } from './enqueue.js';
import { Tally } from './tally.js';

interface Moment {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
  /** Runs settled until then. */
  readonly settled: number;
}

/** Works until everything is settled; measures from the end of the warm-up to the last settle. */
export async function drain(
  session: Session,
  task: { readonly runs: Portion; readonly concurrency: number; readonly fills: boolean },
): Promise<Results['drain']> {
  const { runs, concurrency } = task;
  const filled = task.fills ? await fill(session, runs) : null;
  const total = runs.warmUp + runs.measured;
  const tally = new Tally(total);
  const now = (): Moment => ({ at: performance.now(), cpu: process.cpuUsage(), settled: tally.settled });
  let begin = now();
  // Settles come many at a time: those of the batch that ends the warm-up are none of the measured ones.
  tally.at(runs.warmUp, () => queueMicrotask(() => (begin = now())));
  const { handle, settle, fail } = tally;
  const working = await session.work({ concurrency, runs: total, handle, settled: settle, failed: fail });
  await tally.done;
  const end = now();
  const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
  await working.stop();
  const measured = end.settled - begin.settled;
  const cpu = end.cpu.user + end.cpu.system - begin.cpu.user - begin.cpu.system;
  return {
    perSecond: (measured / (end.at - begin.at)) * 1_000,
    cpuMicros: cpu / measured,
    peakMegabytes,
    filled,
    handled: tally.handled,
    repeated: tally.repeated,
    settled: tally.settled,
    counts: await session.counts(),
  };
}

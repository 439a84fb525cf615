import type { Session } from '../contestant.js';
import type { Portion, Results } from '../order.js';
import { fill } from './enqueue.js';
import { Tally } from './tally.js';

interface Moment {
  readonly at: number;
  readonly cpu: NodeJS.CpuUsage;
}

const now = (): Moment => ({ at: performance.now(), cpu: process.cpuUsage() });

/** Works until everything is settled; measures from the last settle of the warm-up to the last of all. */
export async function drain(
  session: Session,
  task: { readonly runs: Portion; readonly concurrency: number; readonly fills: boolean },
): Promise<Results['drain']> {
  const { runs, concurrency } = task;
  const filled = task.fills ? await fill(session, runs) : null;
  const tally = new Tally(runs.warmUp + runs.measured);
  let begin = now();
  tally.at(runs.warmUp, () => (begin = now()));
  const { handle, settle, fail } = tally;
  const working = await session.work({ concurrency, handle, settled: settle, failed: fail });
  await tally.done;
  const end = now();
  const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
  await working.stop();
  const cpu = end.cpu.user + end.cpu.system - begin.cpu.user - begin.cpu.system;
  return {
    perSecond: (runs.measured / (end.at - begin.at)) * 1_000,
    cpuMicros: cpu / runs.measured,
    peakMegabytes,
    filled,
    handled: tally.handled,
    repeated: tally.repeated,
    settled: tally.settled,
    counts: await session.counts(),
  };
}

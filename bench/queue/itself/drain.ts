import type { Portion } from '../order.js';
import type { Launch } from '../processes.js';
import type { StorePlace } from './order.js';
import { withProcesses, type Running } from './processes.js';
import type { Left, WorkResult, WorkTask } from './tasks/work.js';

/** How a queue is drained. */
export interface Drain {
  readonly store: StorePlace;
  readonly workers: number;
  readonly runs: Portion;
  readonly concurrency: number;
  readonly limited?: boolean;
  readonly handler?: WorkTask['handler'];
  /** Whether the one worker's process enqueues as many runs itself before it works; and the first of them. */
  readonly fills?: boolean;
  readonly first?: number;
}

export interface Drained {
  readonly perSecond: number;
  /** Cores that the workers' processes had together. */
  readonly cores: number;
  readonly results: readonly WorkResult[];
  readonly left: Left;
}

/** Has processes work until so many runs are settled by all of them, and measures from the last of the warm-up to the last of all. */
export async function drain(launch: Launch, order: Drain): Promise<Drained> {
  const { store, runs, concurrency, limited = false, handler = 'nothing', fills = false, first = 0 } = order;
  const total = runs.warmUp + runs.measured;
  const task = { kind: 'work', concurrency, limited, leaseMs: null, handler, fills: fills ? total : 0, first } as const;
  const results = await withProcesses(launch, async (start) => {
    const workers = Array.from({ length: order.workers }, () => start<'work'>({ store, task }));
    if (!fills) await stopAfter(workers, total);
    return Promise.all(workers.map(({ answer }) => answer));
  });
  const moments = results.flatMap(({ settledAt }) => [...settledAt]).sort((a, b) => a - b);
  const seconds = ((moments[total - 1] ?? Number.NaN) - (moments[runs.warmUp] ?? Number.NaN)) / 1_000;
  const cores = results.reduce((sum, result) => sum + result.cores, 0);
  return { perSecond: (runs.measured - 1) / seconds, cores, results, left: leftAfter(results) };
}

/** Stops workers once they have settled so many runs together. */
async function stopAfter(workers: readonly Running<'work'>[], total: number): Promise<void> {
  const settled = (): number => workers.reduce((sum, worker) => sum + worker.progress().settled, 0);
  await Promise.race(workers.map((worker) => worker.until(() => settled() >= total)));
  for (const worker of workers) worker.tell({ kind: 'stop' });
}

/** What the store held when the last of the workers had stopped: the others counted while it still settled. */
function leftAfter(results: readonly WorkResult[]): Left {
  const [last] = results
    .map(({ counts }) => counts)
    .sort((a, b) => b.finished - a.finished || a.active - b.active || a.waiting - b.waiting);
  if (last === undefined) throw new Error('somebody has to drain');
  return last;
}

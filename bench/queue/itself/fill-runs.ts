import type { Launch } from '../processes.js';
import type { StorePlace } from './order.js';
import { withProcesses } from './processes.js';
import type { FillResult } from './tasks/fill.js';

/** Which runs are enqueued, and how. */
export interface Filling {
  readonly first: number;
  readonly runs: number;
  /** How many of them are enqueued before time is taken; none unless given. */
  readonly warmUp?: number;
  readonly limited?: boolean;
  /** Bulks of 1,000 that are under way at a time; 1 unless given. */
  readonly lanes?: number;
}

/** Has a process of its own enqueue runs by the library. */
export function fillRuns(launch: Launch, store: StorePlace, filling: Filling): Promise<FillResult> {
  const { first, runs, warmUp = 0, limited = false, lanes = 1 } = filling;
  const task = { kind: 'fill', first, runs, warmUp, limited, lanes, paced: false } as const;
  return withProcesses(launch, (start) => start<'fill'>({ store, task }).answer);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TITLES } from '../grounds.js';
import { withProcesses } from '../processes.js';
import type { Sample, Setting, Trial } from '../trial.js';

/** What the embedded database does meanwhile. */
export interface EventLoopSizes {
  readonly idleMs: number;
  readonly runs: number;
  readonly rounds: number;
}

const BUSY = 'while it drains';

/** How long a host's event loop is held up while the database in its process works hard, and while nothing happens. */
export function eventLoopTrial(sizes: EventLoopSizes): Trial {
  return {
    engine: TITLES.pglite,
    rounds: sizes.rounds,
    quiet: false,
    rows: [
      {
        title: 'event-loop delay of the host, 99th percentile',
        unit: 'ms',
        figure: BUSY,
        target: { atMost: 20 },
        note: `${sizes.runs.toLocaleString('en')} runs drained in the host's process, data in a folder`,
      },
      { title: 'the same in an idle host', unit: 'ms', figure: 'while it is idle', target: null },
    ],
    missing: () => Promise.resolve(null),
    begin: (setting) => Promise.resolve({ measure: () => measure(setting, sizes), end: () => Promise.resolve() }),
  };
}

async function measure({ launch }: Setting, { idleMs, runs }: EventLoopSizes): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'nightshift-bench-'));
  try {
    const store = { kind: 'pglite', dataDir: join(folder, 'data') } as const;
    const task = { kind: 'host', idleMs, runs, concurrency: 100 } as const;
    const { idleDelay, busyDelay, settled } = await withProcesses(
      launch,
      (start) => start<'host'>({ store, task }).answer,
    );
    return {
      figures: { 'while it is idle': idleDelay, [BUSY]: busyDelay },
      faults: settled === runs ? [] : [`runs settled: expected ${runs}, found ${settled}`],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

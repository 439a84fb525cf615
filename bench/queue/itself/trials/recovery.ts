import { fillRuns } from '../fill-runs.js';
import { storeOn, TITLES, type SharedKind } from '../grounds.js';
import { machineMs } from '../machine-clock.js';
import { withProcesses, type Start } from '../processes.js';
import type { WorkResult, WorkTask } from '../tasks/work.js';
import type { Sample, Setting, Trial } from '../trial.js';
import { faultsOf } from '../work-check.js';

/** What is lost and found again. */
export interface RecoverySizes {
  readonly kind: SharedKind;
  readonly runs: number;
  readonly leaseMs: number;
  readonly rounds: number;
}

const SLACK_MS = 2_000;
const FIGURE = 'all run again after';

/** kill -9 of a worker whose slots are all taken, with another one idle: how long until all of its runs run there. */
export function recoveryTrial(sizes: RecoverySizes): Trial {
  const { kind, runs, leaseMs, rounds } = sizes;
  return {
    engine: TITLES[kind],
    rounds,
    quiet: true,
    rows: [
      {
        title: `kill -9 of a worker with ${runs} active runs, lease of ${leaseMs / 1_000} s`,
        unit: 's',
        figure: FIGURE,
        target: { atMost: (leaseMs + SLACK_MS) / 1_000 },
      },
    ],
    missing: (grounds) => grounds[kind].missing(),
    begin: (setting) => Promise.resolve({ measure: () => measure(setting, sizes), end: () => Promise.resolve() }),
  };
}

async function measure({ launch, grounds }: Setting, sizes: RecoverySizes): Promise<Sample> {
  const { kind, runs } = sizes;
  const ground = await grounds[kind].ground();
  try {
    const store = storeOn(kind, ground);
    await fillRuns(launch, store, { first: 0, runs });
    const { killedAt, survivor } = await withProcesses(launch, (start) => killOne(start, store, sizes));
    const faults = faultsOf([survivor], survivor.counts, { before: runs, finishedBefore: 0 });
    const again = new Set(survivor.begun).size;
    if (again !== runs) faults.push(`runs that began again: expected ${runs}, found ${again}`);
    const last = Math.max(...survivor.begunAt);
    return { figures: { [FIGURE]: (last - killedAt) / 1_000 }, faults };
  } finally {
    await ground.close();
  }
}

async function killOne(
  start: Start,
  store: ReturnType<typeof storeOn>,
  { runs, leaseMs }: RecoverySizes,
): Promise<{ killedAt: number; survivor: WorkResult }> {
  const task: WorkTask = {
    kind: 'work',
    concurrency: runs,
    limited: false,
    leaseMs,
    handler: 'waits',
    fills: 0,
    first: 0,
  };
  const doomed = start<'work'>({ store, task });
  await doomed.until(({ started }) => started === runs);
  const survivor = start<'work'>({ store, task });
  await survivor.ready;
  const killedAt = machineMs();
  await doomed.kill();
  await survivor.until(({ started }) => started >= runs);
  survivor.tell({ kind: 'release' });
  await survivor.until(({ settled }) => settled >= runs);
  survivor.tell({ kind: 'stop' });
  return { killedAt, survivor: await survivor.answer };
}

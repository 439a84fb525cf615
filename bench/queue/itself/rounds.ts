import type { Launch } from '../processes.js';
import { openGrounds } from './grounds.js';
import { rowsOf, skippedRows, type ItselfRow, type Outcome } from './rows.js';
import type { Begun, Setting, Trial } from './trial.js';

/** Measures each trial in its rounds, one trial after the other, and the quiet ones beside the last of the others. */
export async function measureItself(
  trials: readonly Trial[],
  { launch, onRow }: { readonly launch: Launch; readonly onRow: (row: ItselfRow) => void },
): Promise<ItselfRow[]> {
  const grounds = openGrounds();
  const rows = new Map<Trial, ItselfRow[]>();
  const measure = async (trial: Trial): Promise<void> => {
    const found = await measureTrial(trial, { launch, grounds });
    rows.set(trial, found);
    found.forEach(onRow);
  };
  try {
    const loud = trials.filter(({ quiet }) => !quiet);
    const quiet = trials.filter((trial) => trial.quiet);
    for (const trial of loud.slice(0, -1)) await measure(trial);
    await Promise.all([...loud.slice(-1), ...quiet].map(measure));
  } finally {
    await grounds.close();
  }
  return trials.flatMap((trial) => rows.get(trial) ?? []);
}

async function measureTrial(trial: Trial, setting: Setting): Promise<ItselfRow[]> {
  const missing = await trial.missing(setting.grounds);
  if (missing !== null) return skippedRows(trial, missing);
  const outcomes: Outcome[] = [];
  let begun: Begun | undefined;
  try {
    begun = await trial.begin(setting);
    for (let round = 0; round < trial.rounds; round++) outcomes.push(await begun.measure(round));
  } catch (error) {
    outcomes.push({ failed: error instanceof Error ? error.message : String(error) });
  } finally {
    await begun?.end();
  }
  return rowsOf(trial, outcomes);
}

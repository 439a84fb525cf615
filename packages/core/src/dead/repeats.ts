import { v7 } from 'uuid';
import { sha256 } from '../node-builtins.js';
import type { Store } from '../store/contract.js';
import type { RunRecord } from '../store/run-record.js';

type Ended = Pick<RunRecord, 'id' | 'finishedAt' | 'createdAt'>;

/**
 * The id of a run's next repeat. It follows from the run and the number of repeats before, so that whoever repeats it a
 * second time, after a crash or at the same moment, meets the repeat that is there.
 */
export function repeatId({ id, finishedAt, createdAt }: Ended, position: number): string {
  const random = sha256(`repeat\0${id}\0${position}`).subarray(0, 16);
  return v7({ msecs: Math.max(0, (finishedAt ?? createdAt).getTime()), random });
}

/** The repeats of runs that the store still has, by the id of the run, the first one first. */
export async function repeatsOf(store: Store<unknown>, runs: readonly Ended[]): Promise<Map<string, RunRecord[]>> {
  const repeats = new Map<string, RunRecord[]>();
  let open = runs;
  for (let position = 0; open.length > 0; position += 1) {
    const ids = new Map(open.map((run) => [repeatId(run, position), run]));
    const found = await store.read.get([...ids.keys()]);
    for (const repeat of found) {
      const run = ids.get(repeat.id);
      if (run !== undefined) repeats.set(run.id, [...(repeats.get(run.id) ?? []), repeat]);
    }
    const there = new Set(found.map(({ id }) => id));
    open = [...ids].filter(([id]) => there.has(id)).map(([, run]) => run);
  }
  return repeats;
}

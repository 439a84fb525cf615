import type { Checkpoint, Json } from '@nightshift/core';

/** Counts of a run that survive a crash: they go on in the next attempt where the last finished batch left them. */
export interface Tally<Name extends string> {
  readonly counts: Readonly<Record<Name, number>>;
  /** Adds the counts of a batch and saves the sums. */
  add(batch: Readonly<Partial<Record<Name, number>>>): Promise<void>;
}

export function openTally<Name extends string>(
  checkpoint: Pick<Checkpoint<never>, 'value' | 'save'>,
  names: readonly Name[],
): Tally<Name> {
  const saved = savedCounts(checkpoint.value);
  const counts = Object.fromEntries(names.map((name) => [name, saved[name] ?? 0])) as Record<Name, number>;
  return {
    counts,
    add: async (batch) => {
      for (const name of names) counts[name] += batch[name] ?? 0;
      await checkpoint.save({ ...counts });
    },
  };
}

function savedCounts(value: Json | null): Readonly<Record<string, number>> {
  return (value ?? {}) as Record<string, number>;
}

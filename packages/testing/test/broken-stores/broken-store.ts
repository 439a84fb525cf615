import type { Store } from '@nightshift/core';

/** A store with one defect, and the test of the kit that must see it. */
export interface BrokenStore {
  readonly defect: string;
  /** What breaks in a store that works. */
  readonly breakIt: (store: Store) => Partial<Store>;
  /** `suite: test` that fails at least. */
  readonly caughtBy: `${string}: ${string}`;
}

/** The leases of runs as they are now, whoever has them. */
export async function currentTokens(store: Store, runIds: readonly string[]) {
  const runs = await store.read.get(runIds);
  return (runId: string) => ({ runId, token: runs.find(({ id }) => id === runId)?.token ?? 0 });
}

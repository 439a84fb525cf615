import type { ClaimedRun, RunRecord, Store } from '@nightshift/core';

/** Looks at leases from outside. Nothing here waits for a time: it asks the store again until it answers otherwise. */
export class LeaseWatch {
  readonly #store: Pick<Store, 'read' | 'reap'>;

  constructor(store: Pick<Store, 'read' | 'reap'>) {
    this.#store = store;
  }

  async record(runId: string): Promise<RunRecord | undefined> {
    return (await this.#store.read.get([runId]))[0];
  }

  async expiry(runId: string): Promise<number> {
    return (await this.record(runId))?.leaseExpiresAt?.getTime() ?? 0;
  }

  /** Until the lease was renewed after that. Until then, while the thread starts, nobody may look for expired leases. */
  async renewedAfter(runId: string, expiry: number): Promise<void> {
    while ((await this.expiry(runId)) <= expiry);
  }

  /** Reaps without a pause until something is said, or taken over. */
  async reapUntil(said: Promise<unknown>): Promise<{ readonly line: unknown; readonly taken: readonly ClaimedRun[] }> {
    let line: unknown = null;
    const heard = said.then((one) => (line = one));
    while (line === null) {
      const { runs: taken } = await this.#store.reap({ limit: 10, leaseMs: 60_000 });
      if (taken.length > 0) return { line, taken };
    }
    return { line: await heard, taken: [] };
  }
}

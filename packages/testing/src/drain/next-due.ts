import type { Registry, Store } from '@nightshift/core';

// A worker looks for expired leases every five seconds at most.
const REAP_MS = 5_000;
const BATCH = 1_000;

export interface DueSource {
  readonly store: Store<unknown>;
  readonly registry: Pick<Registry, 'names'>;
}

/** Milliseconds until there is something to do: 0 for now, null for never. */
export async function nextDueMs(source: DueSource, include: { readonly schedules: boolean }): Promise<number | null> {
  const { store } = source;
  const { promoted, nextDueMs: scheduledMs } = await store.promote(BATCH);
  if (promoted > 0) return 0;
  const waits = [scheduledMs, await leaseMs(store), include.schedules ? await scheduleMs(source) : null];
  const known = waits.filter((wait) => wait !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** Until a worker that died loses its lease, and another one sees it. */
async function leaseMs(store: Store<unknown>): Promise<number | null> {
  const { runs } = await store.read.list({ states: ['running'] }, { limit: BATCH });
  if (runs.length === 0) return null;
  const now = (await store.schedules.now()).getTime();
  return Math.max(0, ...runs.map((run) => (run.leaseExpiresAt?.getTime() ?? now) - now)) + REAP_MS;
}

async function scheduleMs({ store, registry }: DueSource): Promise<number | null> {
  const { due, nextDueMs } = await store.schedules.due({ jobs: registry.names, limit: 1 });
  return due.length > 0 ? 0 : nextDueMs;
}

/** Keeps the leases of one worker. */
interface Keeper {
  renewIfLate(): Promise<void>;
}

// Two clients of one process may share a store object and nothing else. Weak: a store that is gone takes its entry along.
const keepers = new WeakMap<object, Set<Keeper>>();

/** Notes who keeps leases of a store in this process. @returns how to take it off again. */
export function enlist(store: object, keeper: Keeper): () => void {
  const ofStore = keepers.get(store) ?? new Set();
  keepers.set(store, ofStore.add(keeper));
  return () => void ofStore.delete(keeper);
}

/**
 * Renews what is late among all that is held of a store in this process. Whatever blocks its event loop makes every worker
 * late alike, so whoever looks for expired leases calls this first: no worker takes a neighbour's runs for dead.
 */
export async function renewLate(store: object): Promise<void> {
  await Promise.all([...(keepers.get(store) ?? [])].map((keeper) => keeper.renewIfLate()));
}

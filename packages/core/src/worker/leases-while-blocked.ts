import type { LeasesWhileBlocked } from '../store/lease-renewal.js';
import type { Store } from '../store/contract.js';

/** Says who keeps a worker's leases while its event loop is blocked. */
export function leasesWhileBlocked(
  store: Pick<Store<unknown>, 'name' | 'exclusive' | 'renewal'>,
  { standBy }: { readonly standBy: boolean },
): LeasesWhileBlocked {
  if (store.exclusive) return { kept: true, by: 'exclusive-store' };
  if (!standBy) return { kept: false, reason: 'A worker of one call starts no thread: its lease outlasts the call' };
  const reason =
    store.renewal === undefined ? `The ${store.name} store has no thread that renews` : store.renewal.unavailable;
  return reason === null ? { kept: true, by: 'thread' } : { kept: false, reason };
}

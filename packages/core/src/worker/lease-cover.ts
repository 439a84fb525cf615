import type { HeldLease, LeaseRenewal, LeasesWhileBlocked, StandBy, StandByOptions } from '../store/lease-renewal.js';
import type { Lease, Store } from '../store/contract.js';

const MOST_UNTOLD = 1_000;

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

/**
 * Tells the store's thread what a worker holds: once per turn, for many runs at once, and before any of their handlers
 * starts, since the first thing that a handler does may be to block the event loop.
 */
export class LeaseCover {
  readonly #standBy: StandBy;
  #held: HeldLease[] = [];
  #gone: Lease[] = [];
  #size = 0;
  #isTelling = false;
  #isOver = false;

  constructor(renewal: LeaseRenewal, options: StandByOptions) {
    this.#standBy = renewal.standBy(options);
  }

  hold(lease: HeldLease): void {
    this.#held.push(lease);
    this.#size += 1;
    this.#tell();
  }

  /** What ended is told with what begins next: to renew it in between would find nothing, and harm nobody. */
  drop(lease: Lease): void {
    this.#gone.push(lease);
    this.#size -= 1;
    if (this.#size === 0 || this.#gone.length === MOST_UNTOLD) this.#tell();
  }

  renewed(): void {
    this.#standBy.renewed();
  }

  end(): void {
    this.#isOver = true;
    this.#standBy.end();
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    // A handler starts microtasks after its run was claimed, and this one comes first.
    queueMicrotask(() => {
      this.#isTelling = false;
      const [held, gone] = [this.#held, this.#gone];
      this.#held = [];
      this.#gone = [];
      if (!this.#isOver) this.#standBy.change(held, gone);
    });
  }
}

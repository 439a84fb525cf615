/**
 * An optional power of a store that several processes share: renewing leases from another thread, so that a handler that
 * blocks the event loop for longer than its lease keeps its run. A store that only one process can open needs none.
 *
 * The thread dies with the process, and so do the leases that it renews.
 */
export interface LeaseRenewal {
  /** Why it cannot be done with the settings that this store was given, a sentence for people; null when it can. */
  readonly unavailable: string | null;

  /** Stands by for one worker. Nothing is started before the first lease is held. */
  standBy(options: StandByOptions): StandBy;
}

export interface StandByOptions {
  /** How long a renewal lasts, in milliseconds. */
  readonly leaseMs: number;
  /** Told, on the host's event loop, of a thread that cannot renew. It goes on trying while it lives. */
  onError(error: unknown): void;
}

/**
 * Renews for one worker whenever the worker itself has not done so for half a lease. No call waits for anything, and each is
 * cheap, for there are two for every run; what was told is known to the thread even when the event loop is blocked right after.
 */
export interface StandBy {
  /** The worker holds it from now on. @returns its place, which `drop` asks for. */
  hold(lease: HeldLease): number;
  /** The worker no longer holds what has this place. To renew it a last time would find nothing, and harm nobody. */
  drop(place: number): void;
  /** The worker has renewed everything that it holds. */
  renewed(): void;
  /** Renews nothing more. */
  end(): void;
}

export interface HeldLease {
  readonly runId: string;
  readonly token: number;
  /** How long it may be renewed for from now, in milliseconds; null: for as long as the process lives. */
  readonly renewForMs: number | null;
}

/** What a blocked event loop means for the leases of a worker. */
export type LeasesWhileBlocked =
  /** Another thread renews them, or no other process can take a run of this store. */
  | { readonly kept: true; readonly by: 'thread' | 'exclusive-store' }
  /** A block that is longer than a lease costs the runs that are executing. */
  | { readonly kept: false; readonly reason: string };

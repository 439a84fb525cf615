import type { Lease } from '../store/contract.js';
import type { HeldLease } from '../store/lease-renewal.js';

interface Held {
  readonly lease: Lease;
  /** When renewals of it end; null: never. */
  readonly until: number | null;
}

/**
 * What one worker holds, as the thread knows it, and when it is the thread's turn to renew: half a lease after the worker
 * was heard of last, and then three times per lease, as the worker would. All times are milliseconds of one clock.
 */
export class StandByLeases {
  readonly leaseMs: number;
  readonly #held = new Map<string, Held>();
  #dueAt = 0;

  constructor(leaseMs: number) {
    this.leaseMs = leaseMs;
  }

  /** When to renew; null when there is nothing to. */
  get dueAt(): number | null {
    return this.#held.size === 0 ? null : this.#dueAt;
  }

  change(held: readonly HeldLease[], gone: readonly Lease[], at: number): void {
    for (const lease of gone) this.#held.delete(keyOf(lease));
    // Those that were held before are not renewed by this: their time is the one that counts.
    if (this.#held.size === 0) this.#dueAt = at + this.leaseMs / 2;
    for (const { runId, token, renewForMs } of held) {
      const until = renewForMs === null ? null : at + renewForMs;
      this.#held.set(keyOf({ runId, token }), { lease: { runId, token }, until });
    }
  }

  /** The worker has renewed everything itself. */
  workerRenewed(at: number): void {
    this.#dueAt = at + this.leaseMs / 2;
  }

  /** What to renew now; a lease whose time is up is let go of. */
  take(now: number): Lease[] {
    for (const [key, { until }] of this.#held) if (until !== null && until <= now) this.#held.delete(key);
    return [...this.#held.values()].map(({ lease }) => lease);
  }

  /** The thread has renewed; what the store did not find held is somebody else's or over. */
  renewed(taken: readonly Lease[], found: readonly Lease[], at: number): void {
    const keys = new Set(found.map(keyOf));
    for (const lease of taken) if (!keys.has(keyOf(lease))) this.#held.delete(keyOf(lease));
    this.#dueAt = at + this.leaseMs / 3;
  }

  /** The thread could not renew: soon again, for the store alone decides when a lease is lost. */
  failed(at: number): void {
    this.#dueAt = at + Math.min(1_000, this.leaseMs / 10);
  }
}

function keyOf({ runId, token }: Lease): string {
  return `${runId.toLowerCase()} ${token}`;
}

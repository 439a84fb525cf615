import type { Lease } from '../store/contract.js';
import { LeaseSlots, type NotedLease } from './lease-slots.js';

/**
 * What one worker holds, as the thread reads it, and when it is the thread's turn to renew: half a lease after the worker
 * was heard of last, and then three times per lease, as the worker would. All times are milliseconds of one clock.
 */
export class StandByLeases {
  readonly leaseMs: number;
  readonly #pieces: LeaseSlots[];
  /** Leases that the store did not find held, until the worker knows it too. */
  #lost: ReadonlySet<string> = new Set();
  #renewedAt = Number.NEGATIVE_INFINITY;
  /** How long what was renewed then is left alone. */
  #pauseMs: number;
  #lookAt = Number.NEGATIVE_INFINITY;

  constructor(leaseMs: number, memory: readonly SharedArrayBuffer[]) {
    this.leaseMs = leaseMs;
    this.#pauseMs = leaseMs / 2;
    this.#pieces = memory.map((piece) => new LeaseSlots(piece));
  }

  /** When to look again: nothing is due before, whatever the worker claims. */
  get lookAt(): number {
    return this.#lookAt;
  }

  addMemory(memory: SharedArrayBuffer): void {
    this.#pieces.push(new LeaseSlots(memory));
  }

  /** The worker has renewed everything itself. */
  workerRenewed(at: number): void {
    this.#renewedAt = at;
    this.#pauseMs = this.leaseMs / 2;
  }

  /** Everything that is to be renewed, if any of it is due. */
  look(now: number): Lease[] {
    const held = this.#held(now);
    // What is claimed from now on is not due before.
    this.#lookAt = now + this.leaseMs / 2;
    for (const lease of held) this.#lookAt = Math.min(this.#lookAt, this.#dueAt(lease));
    return this.#lookAt > now ? [] : held.map(({ runId, token }) => ({ runId, token }));
  }

  /** The thread has renewed; what the store did not find held is somebody else's or over. */
  renewed(taken: readonly Lease[], found: readonly Lease[], at: number): void {
    const keys = new Set(found.map(keyOf));
    this.#lost = new Set([...this.#lost, ...taken.map(keyOf).filter((key) => !keys.has(key))]);
    this.#renewedAt = at;
    this.#pauseMs = this.leaseMs / 3;
    this.#lookAt = at + this.#pauseMs;
  }

  /** The thread could not renew: soon again, for the store alone decides when a lease is lost. */
  failed(at: number): void {
    this.#lookAt = at + Math.min(1_000, this.leaseMs / 10);
  }

  // A lease whose time is up is let go of.
  #held(now: number): NotedLease[] {
    const noted = this.#pieces.flatMap((piece) => piece.read());
    this.#lost = new Set(noted.map(keyOf).filter((key) => this.#lost.has(key)));
    return noted.filter((lease) => lease.until > now && !this.#lost.has(keyOf(lease)));
  }

  #dueAt({ since }: NotedLease): number {
    return since > this.#renewedAt ? since + this.leaseMs / 2 : this.#renewedAt + this.#pauseMs;
  }
}

function keyOf({ runId, token }: Lease): string {
  return `${runId.toLowerCase()} ${token}`;
}

import type { Lease } from '../store/contract.js';
import type { HeldLease } from '../store/lease-renewal.js';

/** What the host tells the thread. Each stand-by has a number. */
export type ToThread =
  | {
      readonly kind: 'change';
      readonly standBy: number;
      readonly leaseMs: number;
      readonly held: readonly HeldLease[];
      readonly gone: readonly Lease[];
      readonly at: number;
    }
  | { readonly kind: 'renewed'; readonly standBy: number; readonly at: number }
  | { readonly kind: 'end'; readonly standBy: number };

/** What the thread tells the host: the first failure after a success. It tells the message alone, which has no settings in it. */
export interface FromThread {
  readonly kind: 'failed';
  readonly standBy: number;
  readonly message: string;
  readonly code: string | null;
}

/** Milliseconds on a clock that all threads of the process share and that nobody sets. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

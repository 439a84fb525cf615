import type { HeldLease } from '@nightshift/core';
import type { ThreadAccess } from './thread-access.js';

/** What the renewal thread is started with. */
export interface RenewalThreadData {
  readonly access: Exclude<ThreadAccess, { readonly refused: string }>;
  /** The statement that renews leases. */
  readonly statement: string;
}

/** What the host tells the thread. Each stand-by has a number. */
export type ToThread =
  | {
      readonly kind: 'change';
      readonly standBy: number;
      readonly leaseMs: number;
      readonly held: readonly HeldLease[];
      readonly gone: readonly Omit<HeldLease, 'renewForMs'>[];
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

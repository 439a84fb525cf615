import type { Lease } from '../store/contract.js';
import type { HeldLease } from '../store/lease-renewal.js';

/** What the host tells the thread. Each stand-by has a number. */
export type ToThread =
  | {
      readonly kind: 'change';
      readonly standBy: number;
      readonly leaseMs: number;
      readonly held: LeaseColumns & { readonly renewForMs: readonly (number | null)[] };
      readonly gone: LeaseColumns;
      readonly at: number;
    }
  | { readonly kind: 'renewed'; readonly standBy: number; readonly at: number }
  | { readonly kind: 'end'; readonly standBy: number };

/** Leases column by column: a list of objects takes several times as long to copy to a thread, and a busy worker tells of many. */
interface LeaseColumns {
  readonly runIds: readonly string[];
  readonly tokens: readonly number[];
}

/** A worker's change as it goes over to the thread. */
export function packChange(
  held: readonly HeldLease[],
  gone: readonly Lease[],
): Pick<Extract<ToThread, { kind: 'change' }>, 'held' | 'gone'> {
  return {
    held: { ...columnsOf(held), renewForMs: held.map(({ renewForMs }) => renewForMs) },
    gone: columnsOf(gone),
  };
}

/** What {@link packChange} packed. */
export function unpackChange({ held, gone }: ReturnType<typeof packChange>): {
  readonly held: readonly HeldLease[];
  readonly gone: readonly Lease[];
} {
  return {
    held: leasesOf(held).map((lease, index) => ({ ...lease, renewForMs: held.renewForMs[index] ?? null })),
    gone: leasesOf(gone),
  };
}

function columnsOf(leases: readonly Lease[]): LeaseColumns {
  return { runIds: leases.map(({ runId }) => runId), tokens: leases.map(({ token }) => token) };
}

function leasesOf({ runIds, tokens }: LeaseColumns): Lease[] {
  return runIds.map((runId, index) => ({ runId, token: tokens[index] as number }));
}

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

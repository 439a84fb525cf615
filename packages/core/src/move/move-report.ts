import type { Store } from '../store/contract.js';
import type { TransferKind } from '../store/transfer.js';
import type { Timers } from '../timers.js';
import type { Difference } from './digest.js';

/** A store of a move, under the name that messages use for it: an address without a password. */
export interface MoveEnd {
  readonly store: Store<unknown>;
  readonly name: string;
}

export interface MoveOptions {
  readonly from: MoveEnd;
  readonly to: MoveEnd;
  /** Looks and counts, and changes nothing. */
  readonly dryRun?: boolean;
  /** How many records go in one step. Default 1,000. */
  readonly batch?: number;
  /** Told of every step. */
  readonly onProgress?: (step: MoveStep) => void;
  /** For tests. */
  readonly timers?: Timers;
}

export type MoveStep =
  /** Leases of dead workers have not ended yet. */
  | { readonly step: 'waiting'; readonly runs: number; readonly ms: number }
  | { readonly step: 'sealed' }
  | { readonly step: 'copied'; readonly kind: TransferKind; readonly records: number }
  | { readonly step: 'verified'; readonly kind: TransferKind; readonly records: number };

export interface MoveReport {
  /** Of the source: how many records of each kind. */
  readonly records: Readonly<Record<TransferKind, number>>;
  /** Its runs by state. */
  readonly runs: Readonly<Record<string, number>>;
  /** How the target differs; empty when both hold the same. */
  readonly differences: readonly Difference[];
  /** False for a dry run, and when they differ. */
  readonly moved: boolean;
}

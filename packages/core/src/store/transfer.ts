import type { Json } from '../json.js';

/** What a store holds, in the order in which it is moved: runs before the edges between them. */
export const TRANSFER_KINDS = ['runs', 'edges', 'logs', 'schedules', 'states', 'pauses', 'windows'] as const;

export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** A record in the form that every store reads; see `portable.ts` for what is in it. */
export type TransferRecord = Readonly<Record<string, Json>>;

/** That a store is being moved, or was. */
export interface MoveMark {
  readonly moveId: string;
  readonly role: 'source' | 'target';
  /** `done` is for a source alone: a target that is complete has no mark any more. */
  readonly state: 'under-way' | 'done';
  /** The other store, without its password. */
  readonly peer: string;
  /** For a target: where the import of each kind goes on; null when it is complete, absent when it has not begun. */
  readonly cursors: { readonly [Kind in TransferKind]?: string | null };
}

export interface Move {
  readonly id: string;
  readonly peer: string;
}

export type SealAnswer =
  | { readonly sealed: true }
  /** Runs are executing, or were when their workers died; the last of their leases ends then. */
  | { readonly sealed: false; readonly why: 'running'; readonly runs: number; readonly untilMs: number }
  | { readonly sealed: false; readonly why: 'workers' }
  /** It is part of another move. */
  | { readonly sealed: false; readonly why: 'moved'; readonly mark: MoveMark };

export type ReceiveAnswer =
  | { readonly ready: true; readonly mark: MoveMark }
  | { readonly ready: false; readonly why: 'not-empty' }
  | { readonly ready: false; readonly why: 'workers' }
  | { readonly ready: false; readonly why: 'moved'; readonly mark: MoveMark };

export interface TransferPage {
  readonly records: readonly TransferRecord[];
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
}

/**
 * Carrying a store's content to another store: an optional power of a {@link Store}. A store is sealed before it is read, so
 * what is read does not change; a target marks itself, so that a move that died goes on where it was. Who is served last
 * among limit keys is not carried: turns begin anew.
 */
export interface TransferStore {
  /** The move that the store is part of; null for a store at work. */
  mark(): Promise<MoveMark | null>;

  /**
   * Refuses all changes from now on with `STORE_MOVED`, to every process that has the store open; reading goes on. Sealing again
   * for the same move changes nothing. Refused, and nothing happens, while a worker is alive or a run is `running`.
   */
  seal(move: Move): Promise<SealAnswer>;

  /** Lets a sealed store that was not moved to the end go back to work. @returns false when it is not sealed by this move. */
  unseal(moveId: string): Promise<boolean>;

  /** Marks an empty store as the target. Refused, and nothing happens, for one that holds anything. */
  receive(move: Move): Promise<ReceiveAnswer>;

  /** Records of a kind, in an order that stays the same while nothing changes. */
  export(kind: TransferKind, page: { readonly after: string | null; readonly limit: number }): Promise<TransferPage>;

  /** Adds the records that are not there, and notes the cursor, in one step. For the target of the move alone. */
  import(moveId: string, kind: TransferKind, page: TransferPage): Promise<void>;

  /** Ends the move: the source stays sealed, as `done`; the target loses its mark and goes to work. */
  finish(moveId: string): Promise<void>;
}

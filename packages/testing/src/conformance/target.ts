import type { Store } from '@nightshift/core';

/** A store under test: what `createStore` gives. Every suite asks for one of its own, with no runs in it. */
export interface StoreTarget<Tx> {
  /** Not open yet. */
  readonly store: Store<Tx>;

  /**
   * Moves the time that the store obeys. Without it the kit waits for real time to pass, which costs about a minute.
   */
  readonly clock?: { advance(ms: number): void | Promise<void> };

  /** A further instance on the same data, as another process would have it. Not open yet. For stores that are not exclusive. */
  connect?(): Promise<Store<Tx>>;

  /** Drops the instance in use without closing it, as a crash does, and gives a new one on the same data. Not open yet. */
  reopen?(): Promise<Store<Tx>>;

  /** Begins a transaction that the store's verbs can join. */
  beginTx?(): Promise<OpenTransaction<Tx>>;

  /** Lets go of everything, the data included. The kit has closed the stores that it was given. */
  dispose(): Promise<void>;
}

export interface OpenTransaction<Tx> {
  readonly tx: Tx;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** What a store may do without, as long as it says so. */
export type Power = 'connect' | 'forget' | 'notifications' | 'reopen' | 'transactions' | 'transfer';

/** A declared difference: tests that need the power are skipped, and what the store does instead is tested. */
export interface Without {
  readonly power: Power;
  readonly reason: string;
}

/** A test, or a whole suite, that a store does not pass yet. */
export interface Skip {
  readonly suite: string;
  readonly test?: string;
  readonly reason: string;
}

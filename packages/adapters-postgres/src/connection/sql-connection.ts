import type { Database } from '../database/database.js';
import type { ThreadAccess } from '../renewal/thread-access.js';

/**
 * How soon a statement matters to others, for a connection that runs one statement at a time.
 *
 * - `renewal`: keeps leases and hears cancel requests; before everything else.
 * - `engine`: claims, settles and what else workers do.
 * - `caller`: what the host's code asks of the store, such as enqueue and reads.
 */
export type Lane = 'renewal' | 'engine' | 'caller';

/** Runs one statement of the store; every row is its single column `answer`, JSON in text. */
export interface StatementRunner {
  run(text: string, params: readonly StatementParam[], lane: Lane): Promise<string[]>;
}

/** What every driver passes on unchanged; lists, documents and times go as text and are cast in the statement. */
export type StatementParam = string | number | boolean | null;

/** A transaction that may also run scripts of several statements, for migrations. */
export interface SqlTransaction extends StatementRunner {
  script(text: string): Promise<void>;
}

/** What the store needs of a driver. */
export interface SqlConnection extends StatementRunner {
  /** The engine in a word. */
  readonly name: 'pglite' | 'postgres';
  /** True when no other process can open the same data. */
  readonly exclusive: boolean;
  /** The host's view of the same connection. */
  readonly database: Database;

  open(): Promise<void>;
  close(): Promise<void>;
  transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result>;

  /**
   * Listens to a channel, over lost connections as well.
   *
   * @param listener.heard - called with every payload.
   * @param listener.reconnected - called after a lost connection came back: payloads may have been missed.
   */
  listen(channel: string, listener: ChannelListener): Promise<StopListening>;

  /** How a thread reaches the same server, once this is open; absent where no other process can take a run. */
  threadAccess?(): ThreadAccess;
}

export interface ChannelListener {
  heard(payload: string): void;
  reconnected(): void;
}

export type StopListening = () => Promise<void>;

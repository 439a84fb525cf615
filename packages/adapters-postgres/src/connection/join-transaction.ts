import { NightshiftError } from '@nightshift/core';
import { answersOf } from './answers.js';
import type { SqlConnection, StatementParam, StatementRunner } from './sql-connection.js';

/**
 * A transaction of the host's that the store's writes can join: a node-postgres client between BEGIN and COMMIT, a
 * transaction of `store.database`, or the `sql` of a postgres.js `sql.begin` callback.
 */
export type PostgresTransaction = QueryTransaction | UnsafeTransaction;

/** Runs one statement and gives its rows, bare or in an object as node-postgres does. */
export interface QueryTransaction {
  query(text: string, params?: unknown[]): Promise<readonly unknown[] | { readonly rows: readonly unknown[] }>;
}

/** A postgres.js transaction. */
export interface UnsafeTransaction {
  unsafe(text: string, params?: never[]): PromiseLike<readonly unknown[]>;
}

const owners = new WeakMap<object, SqlConnection>();

export type MarkTransaction = <Tx extends object>(tx: Tx) => Tx;

/** Notes which connection a transaction of `store.database` belongs to, so that no other store joins it. */
export function ownedBy<Tx extends object>(connection: SqlConnection, tx: Tx): Tx {
  owners.set(tx, connection);
  return tx;
}

/**
 * Runs the store's statements in the host's transaction.
 *
 * @throws NightshiftError `TX_UNSUPPORTED` for what is no transaction, or one of another store.
 */
export function joinTransaction(tx: unknown, connection: SqlConnection): StatementRunner {
  if ((typeof tx !== 'object' && typeof tx !== 'function') || tx === null)
    throw notATransaction(`received ${String(tx)}`);
  const owner = owners.get(tx);
  if (owner !== undefined && owner !== connection) throw notATransaction('received a transaction of another store');
  if (owner === undefined && connection.exclusive) {
    throw notATransaction(
      'received something else than the `tx` of `store.database.transaction`, the only one that reaches an embedded database',
    );
  }
  if ('begin' in tx || 'transaction' in tx || 'totalCount' in tx) {
    throw notATransaction('received a pool or a whole database, whose statements commit one by one');
  }
  if ('unsafe' in tx && typeof tx.unsafe === 'function') return unsafeRunner(tx as UnsafeTransaction);
  if ('query' in tx && typeof tx.query === 'function') return queryRunner(tx as QueryTransaction);
  throw notATransaction('received an object with neither `query` nor `unsafe`');
}

function unsafeRunner(tx: UnsafeTransaction): StatementRunner {
  return { run: async (text, params) => answersOf(await tx.unsafe(text, [...params] as never[])) };
}

function queryRunner(tx: QueryTransaction): StatementRunner {
  return {
    async run(text: string, params: readonly StatementParam[]) {
      const result = await tx.query(text, [...params]);
      return answersOf('rows' in result ? result.rows : result);
    },
  };
}

function notATransaction(received: string): NightshiftError {
  return new NightshiftError(
    'TX_UNSUPPORTED',
    `tx: expected a transaction on the database of this store (a node-postgres client, the tx of store.database.transaction, ` +
      `or a postgres.js transaction), ${received}`,
  );
}

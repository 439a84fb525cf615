/** A row-oriented SQL connection. */
export interface Queryable {
  /**
   * Runs one parameterised statement.
   *
   * @param text - SQL with `$1`, `$2` … placeholders; never built from data.
   * @param params - the values, by position.
   * @returns the rows, as the driver maps them (`bigint` and `numeric` columns may come as strings).
   */
  query<Row extends object>(text: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** Where rows are copied to. The names are identifiers, given unquoted. */
export interface CopyTarget {
  readonly schema?: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** A transaction; it can be given as `tx` to the verbs of the store that it belongs to. */
export interface DatabaseTransaction extends Queryable {
  /**
   * Copies rows into a table by `COPY … FROM STDIN` in text format, the fastest way in.
   *
   * @param lines - chunks of whole lines in PostgreSQL's COPY text format, each line ended by `\n`.
   * @returns the number of rows written.
   */
  copyIn(target: CopyTarget, lines: Iterable<string> | AsyncIterable<string>): Promise<number>;
}

/**
 * The SQL database that a store lives in, for a host's own tables.
 *
 * @example
 * await store.database.transaction(async (tx) => {
 *   await tx.query('insert into orders (id) values ($1)', [id]);
 *   await jobs.enqueue(sendReceipt, { orderId: id }, { tx });
 * });
 */
export interface Database extends Queryable {
  /** Commits when the promise of `work` fulfils, rolls back when it rejects. */
  transaction<Result>(work: (tx: DatabaseTransaction) => Promise<Result>): Promise<Result>;
}

/** What a transaction answers that was committed although one of its statements had failed. */
export const ROLLED_BACK =
  'The transaction was rolled back: a statement in it failed, and the error was caught inside the transaction. Let it reject.';

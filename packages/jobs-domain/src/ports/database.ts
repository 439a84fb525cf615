/** A row-oriented SQL connection: the least that the jobs of this package need of PostgreSQL or PGlite. */
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

/** Where rows are copied to; the names are identifiers, validated and quoted by the adapter. */
export interface CopyTarget {
  readonly schema?: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** A transaction: everything in it commits together when the work's promise fulfils, and rolls back when it rejects. */
export interface DatabaseTransaction extends Queryable {
  /**
   * Copies rows into a table by `COPY … FROM STDIN` in text format, the fastest way in.
   *
   * @param lines - chunks of whole lines in PostgreSQL's COPY text format, each line ended by `\n`.
   * @returns the number of rows written.
   */
  copyIn(target: CopyTarget, lines: Iterable<string> | AsyncIterable<string>): Promise<number>;
}

/** The host's database. `pgliteStore().database` and `postgresStore().database` of `@nightshift/adapters-postgres` are two. */
export interface Database extends Queryable {
  transaction<Result>(work: (tx: DatabaseTransaction) => Promise<Result>): Promise<Result>;
}

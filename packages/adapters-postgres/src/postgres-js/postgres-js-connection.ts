import type {
  ChannelListener,
  Lane,
  SqlConnection,
  SqlTransaction,
  StatementParam,
  StopListening,
} from '../connection/sql-connection.js';
import { ownedBy } from '../connection/join-transaction.js';
import { answersOf } from '../connection/answers.js';
import type { Database } from '../database/database.js';
import { postgresJsAccess } from '../renewal/postgres-js-access.js';
import type { ThreadAccess } from '../renewal/thread-access.js';
import { directPostgresJs, type DirectPostgresJs } from './direct-postgres-js.js';
import { inPostgresJsTransaction, postgresJsDatabase } from './postgres-js-database.js';
import type { PostgresJs } from './postgres-js-types.js';
import { refuseUnsafePreparing } from './unsafe-preparing.js';

/** A PostgreSQL server through the host's postgres.js instance, which stays the host's to end. */
export class PostgresJsConnection implements SqlConnection {
  readonly name = 'postgres';
  readonly exclusive = false;
  readonly database: Database;

  readonly #sql: PostgresJs;
  readonly #directTo: string | null;
  #direct: DirectPostgresJs | null = null;

  /** @param directTo - the connection string of a way around a pooler, or null. */
  constructor(sql: PostgresJs, directTo: string | null) {
    this.#sql = sql;
    this.#directTo = directTo;
    this.database = postgresJsDatabase(sql, (tx) => ownedBy(this, tx));
  }

  async open(): Promise<void> {
    await refuseUnsafePreparing(this.#sql);
    if (this.#directTo !== null) this.#direct ??= await directPostgresJs(this.#directTo);
  }

  async close(): Promise<void> {
    const direct = this.#direct;
    this.#direct = null;
    // Without a limit in seconds it can wait for ever after a connection was lost.
    await direct?.end({ timeout: 1 });
  }

  async run(text: string, params: readonly StatementParam[], _lane: Lane): Promise<string[]> {
    return answersOf(await this.#sql.unsafe(text, [...params] as never[]));
  }

  transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
    return inPostgresJsTransaction(this.#sql, (sql) =>
      work({
        run: async (text, params) => answersOf(await sql.unsafe(text, [...params] as never[])),
        script: async (text) => void (await sql.unsafe(text)),
      }),
    );
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    let connections = 0;
    const listening = await (this.#direct ?? this.#sql).listen(
      channel,
      (payload) => listener.heard(payload),
      () => {
        if (++connections > 1) listener.reconnected();
      },
    );
    return () => listening.unlisten();
  }

  threadAccess(): ThreadAccess {
    return postgresJsAccess(this.#direct ?? this.#sql);
  }
}

import { NightshiftError } from '@nightshift/core';
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
import { inTransaction } from './client-transaction.js';
import { poolAccess } from '../renewal/pool-access.js';
import { threadAccess, type ThreadAccess } from '../renewal/thread-access.js';
import { nodePostgresDatabase } from './node-postgres-database.js';
import { clientsOf, listenWithClient } from './channel-client.js';
import type { NodePostgresPool } from './node-postgres-types.js';

interface NodePostgresOptions {
  /** Whether `close` ends the pool. */
  readonly owned: boolean;
  /** The connection string of a way around a pooler, or null. */
  readonly direct: string | null;
}

/** A PostgreSQL server through a node-postgres pool; every statement takes whichever client is free. */
export class NodePostgresConnection implements SqlConnection {
  readonly name = 'postgres';
  readonly exclusive = false;
  readonly database: Database;

  readonly #makePool: () => Promise<NodePostgresPool>;
  readonly #options: NodePostgresOptions;
  #pool: Promise<NodePostgresPool> | null = null;
  #access: ThreadAccess = { refused: 'The store is not open' };
  #closed = false;

  /** @param makePool - gives the host's pool, or makes one. */
  constructor(makePool: () => Promise<NodePostgresPool>, options: NodePostgresOptions) {
    this.#makePool = makePool;
    this.#options = options;
    this.database = nodePostgresDatabase(
      () => this.#current(),
      (tx) => ownedBy(this, tx),
    );
  }

  async open(): Promise<void> {
    this.#closed = false;
    await this.#current();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const making = this.#pool;
    this.#pool = null;
    const pool = await making;
    // A pool of our own keeps the listener: a server that stops may still end one of its connections after this.
    if (this.#options.owned) await pool?.end();
    else pool?.off('error', ignoreIdleClient);
  }

  async run(text: string, params: readonly StatementParam[], _lane: Lane): Promise<string[]> {
    const pool = await this.#current();
    return answersOf((await pool.query(text, [...params])).rows);
  }

  async transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
    return inTransaction(await this.#current(), (client) =>
      work({
        run: async (text, params) => answersOf((await client.query(text, [...params])).rows),
        script: async (text) => void (await client.query(text)),
      }),
    );
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    return listenWithClient(clientsOf(await this.#current(), this.#options.direct), channel, listener);
  }

  threadAccess(): ThreadAccess {
    return this.#access;
  }

  #threadAccess(pool: NodePostgresPool): ThreadAccess {
    const { direct } = this.#options;
    return direct === null ? poolAccess(pool) : threadAccess('pg', { connectionString: direct });
  }

  async #current(): Promise<NodePostgresPool> {
    if (this.#closed) throw new NightshiftError('STORE_CLOSED', 'The postgres store is closed');
    this.#pool ??= this.#makePool().then((pool) => {
      pool.on('error', ignoreIdleClient);
      this.#access = this.#threadAccess(pool);
      return pool;
    });
    try {
      return await this.#pool;
    } catch (error) {
      this.#pool = null;
      throw error;
    }
  }
}

// The pool drops an idle client that fails and makes another; without a listener Node would end the process for it.
function ignoreIdleClient(): void {}

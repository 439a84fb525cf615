import { NightshiftError } from '@nightshift/core';
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ChannelListener,
  Lane,
  SqlConnection,
  SqlTransaction,
  StatementParam,
  StopListening,
} from '../connection/sql-connection.js';
import { ownedBy } from '../connection/join-transaction.js';
import { untilEnded } from '../database/until-ended.js';
import { copyStatement, inChunks } from '../database/copy.js';
import type { CopyTarget, Database, DatabaseTransaction } from '../database/database.js';
import { lockDirectory, type DirectoryLock } from './directory-lock.js';
import { DatabaseThread, type Answer } from './database-thread.js';
import type { QueueLane, Work } from './protocol.js';

const QUEUE_LANES: Readonly<Record<Lane, QueueLane>> = { renewal: 'renewal', engine: 'engine', caller: 'engine' };

export interface PgliteLocation {
  /** A folder of the store's own; absent for a database in memory. */
  readonly dataDir?: string;
}

/** PGlite in a thread of its own. It has one connection, so whatever is asked for at once waits in the thread's queue. */
export class PgliteConnection implements SqlConnection {
  readonly name = 'pglite';
  readonly exclusive = true;
  readonly database: Database = {
    query: (text, params) => this.#hostQuery(text, params),
    transaction: (work) =>
      this.#transaction((tx) => untilEnded(this.#hostTransaction(tx), (host) => work(ownedBy(this, host)))),
  };

  readonly #location: PgliteLocation;
  readonly #channels = new Map<string, ChannelListener>();
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  #thread: Promise<DatabaseThread> | null = null;
  #lock: DirectoryLock | null = null;
  #closed = false;
  #lastTransaction = 0;

  constructor(location: PgliteLocation) {
    this.#location = location;
  }

  async open(): Promise<void> {
    this.#closed = false;
    await this.#started();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const starting = this.#thread;
    this.#thread = null;
    const thread = await starting?.catch(() => null);
    try {
      await thread?.stop();
    } finally {
      await this.#lock?.release();
      this.#lock = null;
    }
  }

  async run(text: string, params: readonly StatementParam[], lane: Lane): Promise<string[]> {
    if (lane === 'caller') this.#refuseInsideTransaction();
    const { rows } = await this.#ask({ kind: 'statement', text, params }, QUEUE_LANES[lane]);
    return rows as string[];
  }

  transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
    return this.#transaction((tx) =>
      work({
        run: async (text, params) =>
          (await this.#ask({ kind: 'statement', text, params }, 'engine', tx)).rows as string[],
        script: async (text) => void (await this.#ask({ kind: 'script', text }, 'engine', tx)),
      }),
    );
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    this.#channels.set(channel, listener);
    await this.#ask({ kind: 'listen', channel }, 'engine');
    return async () => {
      this.#channels.delete(channel);
      await this.#ask({ kind: 'unlisten', channel }, 'engine');
    };
  }

  /** The thread, which the host's first query starts as well: a host may prepare its tables before it opens the store. */
  async #started(): Promise<DatabaseThread> {
    this.#thread ??= this.#start();
    try {
      return await this.#thread;
    } catch (error) {
      this.#thread = null;
      throw error;
    }
  }

  async #start(): Promise<DatabaseThread> {
    const { dataDir } = this.#location;
    if (dataDir !== undefined) {
      await mkdir(dataDir, { recursive: true });
      this.#lock = await lockDirectory(dataDir);
    }
    try {
      return await DatabaseThread.start(
        {
          ...(dataDir !== undefined && { dataDir: join(dataDir, 'pgdata') }),
        },
        (channel, payload) => this.#channels.get(channel)?.heard(payload),
      );
    } catch (error) {
      await this.#lock?.release();
      this.#lock = null;
      const message = error instanceof Error ? error.message : String(error);
      throw new NightshiftError('STORE_UNREACHABLE', `PGlite does not start in ${dataDir ?? 'memory'}: ${message}`, {
        cause: error,
      });
    }
  }

  async #ask(work: Work, lane: QueueLane, tx: number | null = null): Promise<Answer> {
    if (this.#closed) throw new NightshiftError('STORE_CLOSED', 'The pglite store is closed');
    const thread = await this.#started();
    return thread.ask(work, lane, tx);
  }

  async #transaction<Result>(work: (tx: number) => Promise<Result>): Promise<Result> {
    this.#refuseInsideTransaction();
    const tx = ++this.#lastTransaction;
    const scope = { open: true };
    await this.#ask({ kind: 'begin' }, 'host', tx);
    try {
      const result = await this.#inside.run(scope, () => work(tx));
      scope.open = false;
      await this.#ask({ kind: 'commit' }, 'host', tx);
      return result;
    } catch (error) {
      if (scope.open) {
        scope.open = false;
        await this.#ask({ kind: 'rollback' }, 'host', tx);
      }
      throw error;
    }
  }

  #hostTransaction(tx: number): DatabaseTransaction {
    return {
      query: async <Row extends object>(text: string, params: readonly unknown[] = []) =>
        (await this.#ask({ kind: 'query', text, params }, 'host', tx)).rows as Row[],
      copyIn: (target, lines) => this.#copyIn(tx, target, lines),
    };
  }

  async #copyIn(tx: number, target: CopyTarget, lines: Iterable<string> | AsyncIterable<string>): Promise<number> {
    const text = copyStatement(target, "'/dev/blob'");
    let copied = 0;
    let before: Promise<Answer> | null = null;
    // One chunk is on its way while the next is being made, so at most two are in memory.
    for await (const bytes of inChunks(lines)) {
      copied += (await before)?.affected ?? 0;
      before = this.#ask({ kind: 'copy', text, chunk: wholeBuffer(bytes) }, 'host', tx);
      // The next turn of the loop awaits it; until then a refusal is not an unhandled one.
      before.catch(() => undefined);
    }
    return copied + ((await before)?.affected ?? 0);
  }

  async #hostQuery<Row extends object>(text: string, params: readonly unknown[] = []): Promise<Row[]> {
    this.#refuseInsideTransaction();
    return (await this.#ask({ kind: 'query', text, params }, 'host')).rows as Row[];
  }

  #refuseInsideTransaction(): void {
    if (this.#inside.getStore()?.open !== true) return;
    throw new NightshiftError(
      'TX_UNSUPPORTED',
      'The embedded database has one connection, and a transaction holds it: this call would wait for ever. ' +
        'Inside the callback use its `tx`, and give it to the store as `{ tx }`.',
    );
  }
}

function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}

import { NightshiftError, type Clock } from '@nightshift/core';
import { joinTransaction } from './connection/join-transaction.js';
import type {
  ChannelListener,
  Lane,
  SqlConnection,
  StatementParam,
  StopListening,
} from './connection/sql-connection.js';
import { bringUpToDate } from './migrate.js';
import { asStoreError, retryingConflicts } from './sql-errors.js';
import { statements, type StatementName } from './sql.generated.js';
import { quoteIdentifier } from './sql-names.js';

export interface SessionOptions {
  readonly schema: string;
  readonly migrate: boolean;
  readonly notifications: boolean;
  readonly clock: Clock | null;
}

export interface AskOptions {
  readonly lane: Lane;
  /** The host's transaction, when it gave one. */
  readonly tx?: unknown;
}

/** Runs a statement inside of {@link SqlSession.together}, and answers with its rows as text. */
export type AskTogether = (name: StatementName, params: readonly StatementParam[]) => Promise<string[]>;

/** What the verbs share: the statements in their schema, run on one connection while the store is open. */
export class SqlSession {
  readonly connection: SqlConnection;
  /** Where notifications go; null sends none. */
  readonly channel: string | null;

  readonly #options: SessionOptions;
  readonly #texts = new Map<StatementName, string>();
  readonly #underWay = new Set<Promise<unknown>>();
  #state: 'new' | 'open' | 'closed' = 'new';
  #opening: Promise<void> | null = null;

  constructor(connection: SqlConnection, options: SessionOptions) {
    this.connection = connection;
    this.#options = options;
    this.channel = options.notifications ? `nightshift_${options.schema.toLowerCase()}` : null;
  }

  /** The first parameter of statements that need the time: null lets the server say it. */
  now(): string | null {
    const { clock } = this.#options;
    return clock === null ? null : new Date(clock.now()).toISOString();
  }

  async open(): Promise<void> {
    if (this.#state === 'open') return;
    this.#opening ??= this.#open();
    try {
      await this.#opening;
    } finally {
      this.#opening = null;
    }
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    await Promise.allSettled(this.#underWay);
    await this.connection.close();
  }

  async listen(channel: string, listener: ChannelListener): Promise<StopListening> {
    this.#refuseUnlessOpen();
    return this.#tracked(this.connection.listen(channel, listener));
  }

  /** A statement that gives one row, whatever happens. */
  async askOne<Answer>(name: StatementName, params: readonly StatementParam[], options: AskOptions): Promise<Answer> {
    const [answer] = await this.ask<Answer>(name, params, options);
    if (answer === undefined) throw new Error(`The statement ${name} gave no row`);
    return answer;
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.ask('notify', [channel, payload], { lane: 'engine' });
  }

  /** Runs a statement, and again when it lost against a concurrent one; in the host's transaction that is the host's to do. */
  async ask<Answer>(
    name: StatementName,
    params: readonly StatementParam[],
    { lane, tx }: AskOptions,
  ): Promise<Answer[]> {
    this.#refuseUnlessOpen();
    const text = this.text(name);
    const running =
      tx === undefined
        ? retryingConflicts(() => this.connection.run(text, params, lane))
        : joinTransaction(tx, this.connection).run(text, params, lane);
    const rows = await this.#tracked(running);
    return rows.map((row) => JSON.parse(row) as Answer);
  }

  /** Runs several statements as one: all of them happen, or none. */
  async together(work: (ask: AskTogether) => Promise<void>): Promise<void> {
    this.#refuseUnlessOpen();
    await this.#tracked(
      this.connection.transaction((tx) => work((name, params) => tx.run(this.text(name), params, 'caller'))),
    );
  }

  async #open(): Promise<void> {
    const { schema, migrate } = this.#options;
    try {
      await this.connection.open();
      await retryingConflicts(() => bringUpToDate(this.connection, schema, migrate));
      if (this.connection.exclusive) await this.#expireLeases();
    } catch (error) {
      await this.connection.close();
      throw asStoreError(error);
    }
    this.#state = 'open';
  }

  /** Nobody else can have the data open, so whoever held a lease is gone. A store that was moved is left as it was. */
  async #expireLeases(): Promise<void> {
    const [mark] = await this.connection.run(this.text('moveMark'), [], 'engine');
    if (mark === undefined) await this.connection.run(this.text('expireLeases'), [this.now()], 'engine');
  }

  async #tracked<Result>(running: Promise<Result>): Promise<Result> {
    this.#underWay.add(running);
    try {
      return await running;
    } catch (error) {
      throw asStoreError(error);
    } finally {
      this.#underWay.delete(running);
    }
  }

  #refuseUnlessOpen(): void {
    if (this.#state === 'open') return;
    const what = this.#state === 'new' ? 'is not open yet: call open() first' : 'is closed';
    throw new NightshiftError('STORE_CLOSED', `The ${this.connection.name} store ${what}`);
  }

  /** A statement in this store's schema. */
  text(name: StatementName): string {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const text = statements[name].replaceAll('__SCHEMA__', () => quoteIdentifier(this.#options.schema));
    this.#texts.set(name, text);
    return text;
  }
}

import { messages, protocol, type PGlite } from '@electric-sql/pglite';
import type { StatementParam } from '../connection/sql-connection.js';

const { serialize } = protocol;

/** More than a store has statements, so that only schemas which nobody uses any more are forgotten. */
const KEPT = 200;

/** The tables at most double between two plans while they grow; later on a plan is made anew after so many statements. */
const LONGEST_PLAN = 128;

/**
 * Runs the store's statements as prepared ones: parsed once, planned once in a while, one message to the database each.
 * PGlite's own `query` parses, describes and plans each time, which takes longer than a statement of few runs itself.
 */
export class PreparedStatements {
  readonly #pglite: PGlite;
  readonly #names = new Map<string, string>();
  #lastName = 0;
  #sincePlanned = 0;
  #planFor = 8;

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  /** The first column of every row, as text. */
  async run(text: string, params: readonly StatementParam[]): Promise<string[]> {
    this.#sincePlanned++;
    const known = this.#names.get(text);
    const name = known ?? `nightshift_${++this.#lastName}`;
    const parsing = known === undefined ? [...this.#closingOldest(), serialize.parse({ name, text })] : [];
    const values = params.map((param) => (param === null ? null : String(param)));
    try {
      const answers = await this.#send(...parsing, serialize.bind({ statement: name, values }), serialize.execute({}));
      this.#names.set(text, name);
      return answers;
    } catch (error) {
      // Whether it was parsed before it failed is unknown; a name that is not known can be closed all the same.
      if (known === undefined) await this.#send(closing(name));
      if (known === undefined || !isUnknownStatement(error)) throw error;
      // The host's own SQL has said DEALLOCATE ALL or DISCARD ALL. In a transaction, that one fails, and no later one does.
      this.#names.clear();
      return this.run(text, params);
    }
  }

  /**
   * Lets plans go that were made for tables of another size. A server's autovacuum does it by its statistics; those of an
   * embedded database are as old as the last upkeep. Not for use in a transaction that may have failed.
   */
  async renewPlans(): Promise<void> {
    if (this.#sincePlanned < this.#planFor) return;
    this.#sincePlanned = 0;
    this.#planFor = Math.min(2 * this.#planFor, LONGEST_PLAN);
    await this.#pglite.exec('discard plans');
  }

  #closingOldest(): Uint8Array[] {
    if (this.#names.size < KEPT) return [];
    const [[text, name] = ['', '']] = this.#names;
    this.#names.delete(text);
    return [closing(name)];
  }

  async #send(...requests: readonly Uint8Array[]): Promise<string[]> {
    const answers = await this.#pglite.execProtocolStream(Buffer.concat([...requests, serialize.sync()]));
    return answers.flatMap((answer) => (answer instanceof messages.DataRowMessage ? [answer.fields[0] ?? ''] : []));
  }
}

function closing(name: string): Uint8Array {
  return serialize.close({ type: 'S', name });
}

function isUnknownStatement(error: unknown): boolean {
  return error instanceof messages.DatabaseError && error.code === '26000';
}

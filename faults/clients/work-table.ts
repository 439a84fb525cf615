import type { SqlStore } from '@nightshift/adapters-postgres';
import type { WorkNote } from '@nightshift/testing';

type Database = SqlStore['database'];

/** The table that work is noted in, in the schema of the store. */
export class WorkTable {
  readonly #database: Database;
  readonly #schema: string;

  /** @param schema - a plain lower-case name: it stands in statements as it is. */
  constructor(database: Database, schema: string) {
    if (!/^[a-z][a-z0-9_]*$/.test(schema))
      throw new Error(`schema: expected a plain lower-case name, received ${schema}`);
    this.#database = database;
    this.#schema = schema;
  }

  /**
   * Makes the table: without a key, because what is done twice has to show.
   *
   * @param notesItself - true lets the store's own table note each checkpoint that it takes, in the same statement: one
   * round trip instead of five.
   */
  async make(notesItself: boolean): Promise<void> {
    await this.#database.query(
      `create table if not exists ${this.#schema}.fault_work (run_id uuid, piece text, at timestamptz default clock_timestamp())`,
    );
    if (!notesItself) return;
    await this.#database.query(`
      create or replace function ${this.#schema}.note_checkpoint() returns trigger language plpgsql as $$
      begin
        insert into ${this.#schema}.fault_work (run_id, piece) values (new.id, new.checkpoint ->> 'value');
        return null;
      end $$`);
    await this.#database.query(`
      create or replace trigger note_checkpoint after update of checkpoint on ${this.#schema}.run for each row
        when (new.checkpoint::text is distinct from old.checkpoint::text) execute function ${this.#schema}.note_checkpoint()`);
  }

  /** Notes a piece, and does the rest in the same transaction. */
  async note(runId: string, piece: string, rest: (tx: DatabaseTransaction) => Promise<void>): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await tx.query(`insert into ${this.#schema}.fault_work (run_id, piece) values ($1, $2)`, [runId, piece]);
      await rest(tx);
    });
  }

  async read(): Promise<WorkNote[]> {
    const rows = await this.#database.query<{ runId: string; piece: string; ms: number }>(
      `select run_id::text as "runId", piece, floor(extract(epoch from at) * 1000)::float8 as ms from ${this.#schema}.fault_work`,
    );
    return rows.map(({ runId, piece, ms }) => ({ runId, piece, at: new Date(ms) }));
  }
}

type DatabaseTransaction = Parameters<Parameters<Database['transaction']>[0]>[0];

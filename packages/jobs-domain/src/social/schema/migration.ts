import type { SocialTable, SocialTables } from './tables.js';

/** A table that a migration creates. */
export interface Relation {
  readonly table: SocialTable;
  /** DDL in order: the table, then its indexes. Left out as a whole where the host has a table or view of that name. */
  statements(tables: SocialTables): readonly string[];
}

/** One numbered step of the schema; published steps never change, a new step is added instead. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly relations: readonly Relation[];
}

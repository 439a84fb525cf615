import type { Database } from '../../ports/database.js';
import { socialTables, type SocialTable } from '../schema/tables.js';
import { interestCatalogue } from './interest-names.js';
import { citiesFor } from './person.js';
import { populationRows } from './rows.js';
import { buildWorld } from './world.js';

/** Settings of {@link writePopulation}. */
export interface PopulationOptions {
  /** 100 to 100,000. */
  readonly users: number;
  /** The same seed writes the same rows. Default 1. */
  readonly seed?: number;
  /** Where the social tables live; default `public`. */
  readonly schema?: string;
  /** The day the ages and the dates of answers and decisions are counted back from; default 2026-01-01. */
  readonly asOf?: Date;
  /** Called after each table. */
  readonly onTable?: (table: SocialTable, rows: number) => void;
}

/** Rows written, by table. */
export type PopulationReport = Readonly<Partial<Record<SocialTable, number>>>;

/**
 * Writes a realistic population into empty read tables: people in real cities, answers to the IPIP-NEO-120 from a
 * correlated five-factor model, interests with a long tail, wishes, blocks, and likes that depend on true fit and
 * popularity. Rows stream, so that memory holds a few dozen bytes per user.
 *
 * @throws RangeError for a size out of bounds.
 * @example
 * await migrateSocial(database);
 * await writePopulation(database, { users: 2_000 });
 */
export async function writePopulation(database: Database, options: PopulationOptions): Promise<PopulationReport> {
  const { users, seed = 1, asOf = new Date('2026-01-01T00:00:00Z') } = options;
  if (!Number.isInteger(users) || users < 100 || users > 100_000) {
    throw new RangeError(`Option users is ${users}: expected an integer from 100 to 100,000.`);
  }
  const settings = { seed, cities: citiesFor(users) };
  const { schema } = socialTables(options.schema);
  const source = { ...settings, users, asOf, interests: interestCatalogue(), world: buildWorld(users, settings) };
  const report: Partial<Record<SocialTable, number>> = {};
  for (const rows of populationRows(source)) {
    const { table, columns } = rows;
    report[table] = await database.transaction((tx) => tx.copyIn({ schema, table, columns }, rows.lines()));
    options.onTable?.(table, report[table]);
  }
  return report;
}

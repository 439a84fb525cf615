import { createHash } from 'node:crypto';

import { NightshiftError } from '@nightshift/core';

import type { Database, DatabaseTransaction } from '../../ports/database.js';
import { quoteIdentifier } from '../../postgres/identifier.js';
import type { Migration, Relation } from './migration.js';
import { people } from './migrations/0001-people.js';
import { quizzes } from './migrations/0002-quizzes.js';
import { interests } from './migrations/0003-interests.js';
import { traits } from './migrations/0004-traits.js';
import { interestSets } from './migrations/0005-interest-sets.js';
import { matches } from './migrations/0006-matches.js';
import { compatibility } from './migrations/0007-compatibility.js';
import { HOST_TABLES, socialTables } from './tables.js';

/** All steps, in order. */
export const SOCIAL_MIGRATIONS: readonly Migration[] = [
  people,
  quizzes,
  interests,
  traits,
  interestSets,
  matches,
  compatibility,
];

/** What a call of {@link migrateSocial} did. */
export interface MigrationReport {
  /** Versions applied by this call; empty when the schema was up to date. */
  readonly applied: readonly number[];
  /** Read tables that were left out because the host has a table or view of that name. */
  readonly provided: readonly string[];
}

/**
 * Brings the social tables of one schema up to date. Two processes that start together are safe: the second waits for
 * the first and finds nothing to do. A read table whose name exists already, as a table or a view, is left alone.
 *
 * @param options.schema - where the tables live; created when missing. Default `public`.
 * @throws NightshiftError `MIGRATION_DRIFT` when an applied step differs from this version's, or the schema is newer than this version.
 * @example
 * await migrateSocial(store.database, { schema: 'app' });
 */
export async function migrateSocial(
  database: Database,
  options: { readonly schema?: string; readonly migrations?: readonly Migration[] } = {},
): Promise<MigrationReport> {
  const schema = options.schema ?? 'public';
  const migrations = options.migrations ?? SOCIAL_MIGRATIONS;
  quoteIdentifier(schema);
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `nightshift social migrations: ${schema}`,
    ]);
    await ensureLedger(tx, schema);
    const pending = await pendingMigrations(tx, { schema, migrations });
    const provided: string[] = [];
    for (const migration of pending) provided.push(...(await apply(tx, { schema, migration })));
    return { applied: pending.map(({ version }) => version), provided };
  });
}

const ledgerOf = (schema: string): string => `${quoteIdentifier(schema)}."SocialMigration"`;

async function ensureLedger(tx: DatabaseTransaction, schema: string): Promise<void> {
  const found = await tx.query('select 1 from pg_namespace where nspname = $1', [schema]);
  if (found.length === 0) await tx.query(`create schema ${quoteIdentifier(schema)}`);
  await tx.query(`create table if not exists ${ledgerOf(schema)} (
    "version" integer primary key, "name" text not null, "checksum" text not null, "appliedAt" timestamptz not null default now()
  )`);
}

async function pendingMigrations(
  tx: DatabaseTransaction,
  { schema, migrations }: { readonly schema: string; readonly migrations: readonly Migration[] },
): Promise<readonly Migration[]> {
  const rows = await tx.query<{ version: number; checksum: string }>(
    `select "version", "checksum" from ${ledgerOf(schema)} order by "version"`,
  );
  const applied = new Map(rows.map((row) => [row.version, row.checksum]));
  for (const version of applied.keys()) {
    if (!migrations.some((migration) => migration.version === version)) {
      throw new NightshiftError(
        'MIGRATION_DRIFT',
        `Schema ${JSON.stringify(schema)} has social migration ${version}, this version knows up to ${migrations.length}. Update @nightshift/jobs-domain.`,
      );
    }
  }
  for (const migration of migrations) refuseDrift(migration, { schema, found: applied.get(migration.version) });
  return migrations.filter(({ version }) => !applied.has(version));
}

function refuseDrift(
  migration: Migration,
  { schema, found }: { readonly schema: string; readonly found: string | undefined },
): void {
  const expected = checksumOf(migration);
  if (found === undefined || found === expected) return;
  throw new NightshiftError(
    'MIGRATION_DRIFT',
    `Social migration ${migration.version} (${migration.name}) was applied to schema ${JSON.stringify(schema)} with checksum ${found}, ` +
      `this version has ${expected}. Install the version that applied it, or migrate a fresh schema.`,
  );
}

async function apply(
  tx: DatabaseTransaction,
  { schema, migration }: { readonly schema: string; readonly migration: Migration },
): Promise<string[]> {
  const provided: string[] = [];
  for (const relation of migration.relations) {
    if (await isProvided(tx, { schema, relation })) provided.push(relation.table);
    else for (const statement of relation.statements(socialTables(schema))) await tx.query(statement);
  }
  await tx.query(`insert into ${ledgerOf(schema)} ("version", "name", "checksum") values ($1, $2, $3)`, [
    migration.version,
    migration.name,
    checksumOf(migration),
  ]);
  return provided;
}

async function isProvided(
  tx: DatabaseTransaction,
  { schema, relation }: { readonly schema: string; readonly relation: Relation },
): Promise<boolean> {
  if (!(HOST_TABLES as readonly string[]).includes(relation.table)) return false;
  const [row] = await tx.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    socialTables(schema)[relation.table],
  ]);
  return row?.found === true;
}

// Rendered for one fixed schema name, so that the sum is the same wherever the tables live.
function checksumOf({ name, relations }: Migration): string {
  const ddl = relations.flatMap((relation) => relation.statements(socialTables('schema')));
  return createHash('sha256')
    .update([name, ...ddl].join(';\n'))
    .digest('hex')
    .slice(0, 16);
}

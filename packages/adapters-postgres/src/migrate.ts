import { NightshiftError } from '@nightshift/core';
import type { SqlConnection, StatementRunner } from './connection/sql-connection.js';
import { migrations } from './sql.generated.js';
import { quoteIdentifier } from './sql-names.js';

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  /** Whether builds that do not know it can work with it; missing where it was applied by a build that did not ask. */
  readonly expands?: boolean;
}

/**
 * Brings the schema up to date, or says why it cannot.
 *
 * All that is missing is applied in one transaction. An advisory lock of that transaction lets one process at a time do
 * it; who comes second finds it done.
 *
 * A migration expands the schema, so that processes of the build before go on and start anew beside it, unless its first line
 * begins with `-- Contracts:`. Which it did is noted with it, for builds that do not have it.
 *
 * @param migrate - false changes nothing and refuses a schema that is behind.
 * @throws NightshiftError `MIGRATION_DRIFT`
 */
export async function bringUpToDate(connection: SqlConnection, schema: string, migrate: boolean): Promise<void> {
  const missing = missingFrom(await appliedTo(connection, schema), schema);
  if (missing.length === 0) return;
  if (!migrate)
    throw drift(
      schema,
      `lacks ${missing.map(({ name }) => name).join(', ')}; open the store once with migrate: true, or apply it by hand`,
    );
  await connection.transaction(async (tx) => {
    await tx.run(
      'select pg_advisory_xact_lock(hashtextextended($1::text, 0))::text as answer',
      [`nightshift:${schema}`],
      'engine',
    );
    const applied = await appliedTo(tx, schema);
    if (applied.length === 0) await tx.script(foundation(schema, await holds(tx, SCHEMA_EXISTS, schema)));
    const missing = missingFrom(applied, schema);
    if (missing.length > 0) await tx.script(noteOfExpansion(schema));
    for (const { version, name, checksum, contracts, sql } of missing) {
      await tx.script(sql.replaceAll('__SCHEMA__', () => quoteIdentifier(schema)));
      await tx.run(
        `insert into ${quoteIdentifier(schema)}.migration (version, name, checksum, expands)
         values ($1::int, $2::text, $3::text, $4::boolean) returning name as answer`,
        [version, name, checksum, !contracts],
        'engine',
      );
    }
  });
}

/** What of this library the schema does not have yet; refuses a schema that is not of this library's making. */
function missingFrom(applied: readonly Applied[], schema: string): (typeof migrations)[number][] {
  const byVersion = new Map(applied.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of migrations) {
    const found = byVersion.get(version);
    if (found !== undefined && found.checksum !== checksum) {
      throw drift(
        schema,
        `has migration ${found.name} with other content than this library's ${name}; was it changed by hand, or made by an unreleased version?`,
      );
    }
  }
  const newer = applied.filter(({ version }) => !migrations.some((known) => known.version === version));
  const breaking = newer.filter(({ expands = false }) => !expands);
  if (breaking.length > 0) {
    throw drift(
      schema,
      `has ${breaking.map(({ name }) => name).join(', ')}, which this library does not know and cannot work beside; update @nightshift/adapters-postgres`,
    );
  }
  return migrations.filter(({ version }) => !byVersion.has(version));
}

// The catalogues are read as tables: a session's own idea of which tables exist is not refreshed by waiting for a lock.
const TABLE_EXISTS = `
  select (count(*) > 0)::text as answer
    from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
   where nspname = $1::text and relname = 'migration'`;
const SCHEMA_EXISTS = `select (count(*) > 0)::text as answer from pg_catalog.pg_namespace where nspname = $1::text`;

async function appliedTo(runner: StatementRunner, schema: string): Promise<Applied[]> {
  if (!(await holds(runner, TABLE_EXISTS, schema))) return [];
  const table = `${quoteIdentifier(schema)}.migration`;
  const rows = await runner.run(
    `select row_to_json(migration)::text as answer from ${table} order by version`,
    [],
    'engine',
  );
  return rows.map((row) => JSON.parse(row) as Applied);
}

async function holds(runner: StatementRunner, question: string, schema: string): Promise<boolean> {
  const [answer] = await runner.run(question, [schema], 'engine');
  return answer === 'true';
}

// A role that may use a prepared schema need not be allowed to make one, and `if not exists` asks for that right all the same.
function foundation(schema: string, exists: boolean): string {
  const quoted = quoteIdentifier(schema);
  return `${exists ? '' : `create schema ${quoted};`}
    create table ${quoted}.migration (
      version int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default statement_timestamp()
    );`;
}

// A schema from before it was noted lacks the column.
function noteOfExpansion(schema: string): string {
  return `alter table ${quoteIdentifier(schema)}.migration add column if not exists expands boolean not null default false`;
}

function drift(schema: string, what: string): NightshiftError {
  return new NightshiftError('MIGRATION_DRIFT', `Schema "${schema}" ${what}`);
}

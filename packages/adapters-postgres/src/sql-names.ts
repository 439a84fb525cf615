import { NightshiftError } from '@nightshift/core';

// The notification channel carries the schema's name and PostgreSQL allows 63 bytes for both.
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,47}$/i;

/**
 * Checks the name of the schema that the store's tables live in.
 *
 * @throws NightshiftError `INVALID_OPTION`
 */
export function checkSchemaName(schema: string): string {
  if (SCHEMA_NAME.test(schema) && !schema.toLowerCase().startsWith('pg_')) return schema;
  throw new NightshiftError(
    'INVALID_OPTION',
    `schema: expected a name of 1 to 48 letters, digits and underscores that begins neither with a digit nor with "pg_", ` +
      `received ${JSON.stringify(schema)}`,
  );
}

/**
 * Quotes the name of a table, column or schema.
 *
 * @throws NightshiftError `INVALID_OPTION` for a name that PostgreSQL cannot hold.
 */
export function quoteIdentifier(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes > 0 && bytes < 64 && !name.includes('\0')) return `"${name.replaceAll('"', '""')}"`;
  throw new NightshiftError(
    'INVALID_OPTION',
    `SQL name: expected 1 to 63 bytes without NUL, received ${JSON.stringify(name)}`,
  );
}

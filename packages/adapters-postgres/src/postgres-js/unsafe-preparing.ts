import { NightshiftError } from '@nightshift/core';
import type { PostgresJs } from './postgres-js-types.js';

/**
 * Refuses an instance that prepares statements behind a pooler.
 *
 * postgres.js prepares the COMMIT of its transactions. Where a pooler hands sessions around and does not keep track of
 * prepared statements, COMMIT meets a session that does not know it, which fails the transaction; the driver sends it again, the
 * server answers with a rollback, and the driver reports success. In which mode a pooler is cannot be seen from here.
 *
 * @throws NightshiftError `INVALID_OPTION`
 */
export async function refuseUnsafePreparing(sql: PostgresJs): Promise<void> {
  if (sql.options === undefined || sql.options.prepare === false || !(await isPooled(sql))) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    'postgresStore({ sql }): expected an instance made with `prepare: false`, received one that prepares statements behind a pooler, ' +
      'where a transaction can be rolled back without an error; make every instance whose transactions enqueue with ' +
      '`postgres(url, { prepare: false })`',
  );
}

/** A server tells each connection the id of its process, which the driver keeps beside every result; a pooler makes one up. */
async function isPooled(sql: PostgresJs): Promise<boolean> {
  const rows = await sql.unsafe('select pg_backend_pid()::text as answer');
  const { state } = rows as { readonly state?: { readonly pid: number } };
  return state !== undefined && String(state.pid) !== Object.values(rows[0] ?? {})[0];
}

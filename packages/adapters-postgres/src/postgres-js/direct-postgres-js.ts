import { NightshiftError } from '@nightshift/core';
import type { PostgresJs } from './postgres-js-types.js';

/** An instance of the store's own, which it ends. */
export interface DirectPostgresJs extends PostgresJs {
  end(options: { readonly timeout: number }): Promise<void>;
}

/**
 * Makes an instance for LISTEN alone; it connects when it is first used.
 *
 * @throws NightshiftError `INVALID_OPTION` where the driver is not installed beside the store.
 */
export async function directPostgresJs(connectionString: string): Promise<DirectPostgresJs> {
  const postgres = await importPostgres();
  return postgres(connectionString, { max: 1, fetch_types: false, onnotice: () => {} });
}

async function importPostgres(): Promise<(url: string, options: object) => DirectPostgresJs> {
  try {
    const { default: postgres } = await import('postgres');
    return postgres;
  } catch (error) {
    throw new NightshiftError(
      'INVALID_OPTION',
      'postgresStore: directConnectionString connects with the package "postgres", which is not installed where @nightshift/adapters-postgres finds it',
      { cause: error },
    );
  }
}

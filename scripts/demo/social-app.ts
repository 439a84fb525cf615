import { createJobs, type Jobs, type Store } from '@nightshift/core';
import { pgliteStore, postgresStore, type PostgresTransaction } from '@nightshift/adapters-postgres';
import { migrateSocial, socialJobs, writePopulation, type Database } from '@nightshift/jobs-domain/social';

type SocialJobs = ReturnType<typeof socialJobs>;

/** A store whose database also holds the tables of the jobs. */
export type SocialStore = Store<PostgresTransaction> & { readonly database: Database };

/** Where the data lives: a PostgreSQL server when `DATABASE_URL` names one, else an embedded database in this folder. */
export function openStore(env: NodeJS.ProcessEnv, dataDir: string): SocialStore {
  const connectionString = env.DATABASE_URL;
  return connectionString === undefined || connectionString === ''
    ? pgliteStore({ dataDir })
    : postgresStore({ connectionString });
}

/** The jobs, known without opening anything. */
export function jobsOf(env: NodeJS.ProcessEnv): SocialJobs {
  return socialJobs({ env });
}

/** The application that this repository's own scripts run: the matching jobs over a generated population. */
export function clientOf(env: NodeJS.ProcessEnv, store: SocialStore): Jobs<SocialJobs[number], PostgresTransaction> {
  return createJobs({ jobs: jobsOf(env), store, services: { database: store.database } });
}

/** Makes the tables, and on first use a population to try the jobs on; answers whether it was the first use. */
export async function preparePopulation(
  database: Database,
  options: { readonly users: number; readonly seed?: number; say(text: string): void },
): Promise<boolean> {
  await migrateSocial(database);
  const [found] = await database.query<{ users: number }>('select count(*)::int as users from "User"');
  if (found !== undefined && found.users > 0) return false;
  options.say(`First use: writing a population of ${options.users.toLocaleString('en')} users …`);
  const { users, seed = 1 } = options;
  const startedAt = performance.now();
  // One transaction for all tables: whoever interrupts this finds no half of a population afterwards.
  const written = await database.transaction((tx) =>
    writePopulation(
      { query: (text, params) => tx.query(text, params), transaction: (work) => work(tx) },
      { users, seed },
    ),
  );
  const rows = Object.values(written).reduce((sum, count) => sum + count, 0);
  options.say(`Wrote ${rows.toLocaleString('en')} rows in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
  return true;
}

import { randomBytes } from 'node:crypto';
import { postgresStore } from '@nightshift/adapters-postgres';
import { createJobs } from '@nightshift/core';
import { Pool } from 'pg';
import { inject } from 'vitest';
import { jobs } from '../fixtures/app/jobs.js';

/** A store on a server, which the commands of a test share with the test. */
export function sharedStore() {
  const connectionString = inject('postgresUrl');
  const schema = `cli_${randomBytes(8).toString('hex')}`;
  const traces = { note: () => undefined, untilAllowed: () => Promise.resolve() };
  const client = createJobs({ jobs, store: postgresStore({ connectionString, schema }), services: { traces } });
  return {
    client,
    env: { FIXTURE_POSTGRES: connectionString, FIXTURE_SCHEMA: schema },
    async drop() {
      await client.close();
      const pool = new Pool({ connectionString, max: 1 });
      await pool.query(`drop schema if exists "${schema}" cascade`);
      await pool.end();
    },
  };
}

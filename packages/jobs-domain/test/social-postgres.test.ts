import { pgliteStore, postgresStore } from '@nightshift/adapters-postgres';
import { createJobs } from '@nightshift/core';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateSocial, socialJobs, writePopulation } from '../src/index.js';
import type { Database } from '../src/ports/database.js';
import { dump, TODAY, WRITTEN } from './fixtures/social-world.js';

const USERS = 150;
const name = `social_${randomBytes(6).toString('hex')}`;

/** The whole flow, its runs and its tables in one store, from an empty database to the last reason. */
async function everything(store: ReturnType<typeof pgliteStore>): Promise<Record<string, string[]>> {
  const { database } = store;
  const jobs = createJobs({ jobs: socialJobs({ now: () => TODAY }), store, services: { database } });
  await jobs.open();
  await migrateSocial(database);
  await writePopulation(database, { users: USERS, asOf: TODAY });
  const flow = await jobs.enqueueFlow(jobs.plan({ all: true }));
  const worker = jobs.worker();
  await worker.start();
  const runs = await jobs.wait(Object.values(flow.runs));
  expect(runs.map((run) => [run.job, run.state, run.error])).toEqual(runs.map((run) => [run.job, 'success', null]));
  const written = await dumpAll(database);
  await jobs.close();
  return written;
}

async function dumpAll(database: Database): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const [table, text] of Object.entries(WRITTEN)) tables[table] = await dump(database, text);
  return tables;
}

describe('the matching flow on a PostgreSQL server', () => {
  const server = postgresStore({ connectionString: inject('postgresUrl') });
  const url = (): string => {
    const own = new URL(inject('postgresUrl'));
    own.pathname = `/${name}`;
    return own.href;
  };
  beforeAll(async () => void (await server.database.query(`create database ${name}`)));
  afterAll(async () => {
    await server.database.query(`drop database ${name} with (force)`);
    await server.close();
  });

  it('writes what it writes on PGlite', async () => {
    const onServer = await everything(postgresStore({ connectionString: url() }));
    const embedded = await everything(pgliteStore());
    expect(onServer.matches?.length).toBeGreaterThan(USERS);
    expect(onServer).toEqual(embedded);
  });

  it('migrates once when several processes start together', async () => {
    const stores = [1, 2, 3].map(() => postgresStore({ connectionString: url() }));
    const reports = await Promise.all(stores.map((store) => migrateSocial(store.database, { schema: 'together' })));
    expect(reports.map(({ applied }) => applied.length).sort((a, b) => a - b)).toEqual([0, 0, 7]);
    await Promise.all(stores.map((store) => store.close()));
  });
});

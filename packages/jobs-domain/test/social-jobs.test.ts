import { pgliteStore } from '@nightshift/adapters-postgres';
import { createJobs, inputJsonSchema } from '@nightshift/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { migrateSocial, socialJobs, socialSummary, writePopulation } from '../src/index.js';
import { openDatabase, type TestDatabase } from './fixtures/pglite-database.js';
import { dump, populatedDatabase, socialRunner, TODAY, WRITTEN } from './fixtures/social-world.js';

describe('socialJobs', () => {
  const byName = new Map(socialJobs().map((job) => [job.name as string, job]));
  const options = (
    name: string,
    jobs: ReadonlyMap<string, ReturnType<typeof socialJobs>[number]> = byName,
  ): Record<string, unknown> => inputJsonSchema(jobs.get(name)!.input)?.properties ?? {};

  it('are named, grouped and ordered as the catalogue says', () => {
    const { jobs } = socialRunner({
      query: () => Promise.resolve([]),
      transaction: () => Promise.reject(new Error('unused')),
    });
    expect([...byName].map(([name, { group }]) => [name, group])).toEqual([
      ['build-user-traits', 'matching'],
      ['match-scores', 'matching'],
      ['compatibility', 'matching'],
      ['user-interest-sets', 'search'],
    ]);
    expect(jobs.plan({ group: 'matching' }).runs.map(({ job }) => job)).toEqual([
      'build-user-traits',
      'match-scores',
      'compatibility',
    ]);
    expect(jobs.plan({ all: true }).runs.map(({ job }) => job)).toEqual([
      'build-user-traits',
      'user-interest-sets',
      'match-scores',
      'compatibility',
    ]);
  });

  it('take the options of the catalogue, each described', () => {
    const common = ['userId', 'batchSize', 'pauseMs', 'dryRun'];
    expect(Object.keys(options('build-user-traits'))).toEqual([...common, 'algoVersion']);
    expect(Object.keys(options('user-interest-sets'))).toEqual(common);
    expect(Object.keys(options('match-scores'))).toEqual([...common, 'candidateBatchSize', 'algoVersion']);
    expect(Object.keys(options('compatibility'))).toEqual([...common, 'targetBatchSize', 'algoVersion']);
    for (const name of byName.keys()) {
      for (const option of Object.values(options(name)))
        expect(option).toMatchObject({ description: expect.stringMatching(/\w/) });
    }
  });

  it('ship their schedule turned off', () => {
    expect(byName.get('match-scores')!.schedule).toEqual({ cron: '0 2 * * *', timeZone: 'UTC', enabled: false });
  });

  it('take defaults from the environment, and options before them', async () => {
    const env = { JOB_BATCH_SIZE: '50', JOB_PAUSE_MS: '7', MATCH_ALGO_VERSION: 'v1', COMPATIBILITY_ALGO_VERSION: '' };
    const jobs = new Map(socialJobs({ env }).map((job) => [job.name as string, job]));
    expect(options('match-scores', jobs)).toMatchObject({
      batchSize: { default: 50 },
      pauseMs: { default: 7 },
      algoVersion: { default: 'v1' },
      candidateBatchSize: { default: 500 },
    });
    expect(options('compatibility', jobs)).toMatchObject({
      algoVersion: { default: 'v2' },
      targetBatchSize: { default: 500 },
    });
    const parsed = await jobs.get('match-scores')!.input['~standard'].validate({ batchSize: 9, algoVersion: 'v2' });
    expect(parsed).toMatchObject({ value: { batchSize: 9, pauseMs: 7, algoVersion: 'v2', dryRun: false } });
  });

  it('refuse an environment that cannot be read, naming each variable', () => {
    expect(() => socialJobs({ env: { JOB_BATCH_SIZE: '0', MATCH_ALGO_VERSION: 'v3' } })).toThrow(
      /JOB_BATCH_SIZE="0".*MATCH_ALGO_VERSION="v3"/,
    );
    expect(() => socialJobs({ matchesPerUser: 0 })).toThrow('Expected matchesPerUser');
    expect(() => socialJobs({ schema: 'no schema' })).toThrow('Invalid identifier');
  });

  it.each([
    { userID: 8 },
    { userId: 0 },
    { userId: 'eight' },
    { batchSize: 0 },
    { algoVersion: 'v9' },
    { dryRun: 'yes' },
  ])('refuse the input %j', async (input) => {
    for (const job of byName.values()) {
      if ('algoVersion' in input && job.name === 'user-interest-sets') continue;
      expect(await job.input['~standard'].validate(input)).toHaveProperty('issues');
    }
  });
});

describe('views of the host', () => {
  let hosted: TestDatabase;
  let plain: TestDatabase;
  beforeAll(async () => {
    plain = await populatedDatabase(120);
    hosted = await openDatabase();
  });
  afterAll(async () => {
    await hosted.close();
    await plain.close();
  });

  it('serve as read tables: the flow reads nothing else and writes the same', async () => {
    // The host keeps its people elsewhere, under other names, with columns that the jobs know nothing of.
    await migrateSocial(hosted, { schema: 'host' });
    await writePopulation(hosted, { users: 120, schema: 'host', asOf: TODAY });
    await hosted.query('create schema app');
    for (const table of [
      'User',
      'UserPreference',
      'Block',
      'Decision',
      'Quiz',
      'QuizQuestion',
      'QuizAnswer',
      'Interest',
      'UserInterest',
      'InterestSignal',
    ]) {
      await hosted.query(`alter table host."${table}" rename to "old_${table}"`);
      await hosted.query(`alter table host."old_${table}" add column "internal" text default 'secret'`);
      await hosted.query(`create view app."${table}" as select * from host."old_${table}"`);
    }
    await migrateSocial(hosted, { schema: 'app' });
    await socialRunner(hosted, { schema: 'app' }).flow();
    await socialRunner(plain).flow();
    for (const text of Object.values(WRITTEN)) {
      const inApp = text.replaceAll(/from "/g, 'from app."');
      expect(await dump(hosted, inApp)).toEqual(await dump(plain, text));
    }
    expect((await dump(hosted, 'select 1 from app."MatchScore"')).length).toBeGreaterThan(500);
  });
});

describe('the embedded store', () => {
  it('runs the flow in its own database, in an order that respects every dependency', async () => {
    const store = pgliteStore();
    const { database } = store;
    const jobs = createJobs({ jobs: socialJobs({ now: () => TODAY }), store, services: { database } });
    try {
      await Promise.all([migrateSocial(database), migrateSocial(database)]);
      await writePopulation(database, { users: 100, asOf: TODAY });
      const worker = jobs.worker({ concurrency: 4 });
      await worker.start();
      const { runs } = await jobs.enqueueFlow(jobs.plan({ all: true }));
      const finished = await jobs.wait(Object.values(runs));
      expect(finished.map(({ job, state }) => [job, state])).toEqual([
        ['build-user-traits', 'success'],
        ['user-interest-sets', 'success'],
        ['match-scores', 'success'],
        ['compatibility', 'success'],
      ]);
      const { users, traits, interestSets, matches, suggestions } = await socialSummary(database);
      expect({ users, traits, interestSets }).toEqual({ users: 100, traits: 100, interestSets: 100 });
      expect(matches).toBeGreaterThan(300);
      expect(suggestions).toBeGreaterThan(200);
    } finally {
      await jobs.close();
    }
  });
});

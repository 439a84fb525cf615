import { createJobs } from '@nightshift/core';
import { pgliteStore, postgresStore } from '@nightshift/adapters-postgres';
import { migrateSocial, socialJobs, writePopulation, type Database } from '@nightshift/jobs-domain/social';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { copySetup, median, spread, type CopySetup } from './bare-copy.js';

const HELP = `match-scores end to end against a bare COPY of the very rows that it writes, interleaved in one run.

  --users N     population (default 2000)
  --rounds N    rounds, at least 5 (default 5)
  --json        one JSON document

The embedded database, or the server that DATABASE_URL names. The COPY writes the same rows in transactions of the same
size, into a table with the same columns and indexes, from text that is ready in memory.`;

interface Round {
  readonly jobMs: number;
  readonly copyMs: number;
  readonly rows: number;
}

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(HELP);
else await main(atLeast('--users', values.users, 100), atLeast('--rounds', values.rounds, 5));

async function main(users: number, count: number): Promise<void> {
  const url = process.env.DATABASE_URL;
  const schema = `bench_${process.pid}`;
  const store = url === undefined ? pgliteStore() : postgresStore({ connectionString: url, schema });
  const { database } = store;
  const jobs = createJobs({ jobs: socialJobs({ schema }), store, services: { database } });
  try {
    await jobs.open();
    await migrateSocial(database, { schema });
    await writePopulation(database, { users, schema });
    await jobs.runJob('build-user-traits');
    await jobs.runJob('user-interest-sets');
    // The first round warms up, fits the model and gives the rows to copy.
    await jobs.runJob('match-scores');
    const copy = await copySetup(database, schema);
    const rounds: Round[] = [];
    while (rounds.length < count) rounds.push(await round({ jobs, database, schema, copy }));
    report({ users, engine: store.name, rounds });
  } finally {
    await database.query(`drop schema if exists "${schema}" cascade`);
    await jobs.close();
  }
}

async function round(setup: {
  readonly jobs: { runJob(name: 'match-scores'): Promise<{ readonly rows: number }> };
  readonly database: Database;
  readonly schema: string;
  readonly copy: CopySetup;
}): Promise<Round> {
  const { jobs, database, schema, copy } = setup;
  await database.query(`truncate "${schema}"."MatchScore", "${schema}"."MatchState"`);
  const jobMs = await timed(async () => {
    const { rows } = await jobs.runJob('match-scores');
    if (rows !== copy.rows) throw new Error(`Different work: the job wrote ${rows} rows, the COPY ${copy.rows}.`);
  });
  const copyMs = await timed(() => copy.write());
  return { jobMs, copyMs, rows: copy.rows };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function report({ users, engine, rounds }: { users: number; engine: string; rounds: readonly Round[] }): void {
  const ratios = rounds.map((one) => one.copyMs / one.jobMs);
  const perMinute = (ms: number): number => Math.round((users / ms) * 60_000);
  const result = {
    benchmark: 'match-scores',
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
    engine,
    users,
    rows: rounds[0]?.rows ?? 0,
    rounds: rounds.length,
    jobUsersPerMinute: {
      median: perMinute(median(rounds.map((one) => one.jobMs))),
      ...spread(rounds.map((one) => perMinute(one.jobMs))),
    },
    copyUsersPerMinute: {
      median: perMinute(median(rounds.map((one) => one.copyMs))),
      ...spread(rounds.map((one) => perMinute(one.copyMs))),
    },
    ratio: { median: median(ratios), ...spread(ratios) },
  };
  if (values.json) return console.log(JSON.stringify(result, null, 2));
  const show = (rate: { median: number; min: number; max: number }): string =>
    `${rate.median.toLocaleString('en')} users a minute (${rate.min.toLocaleString('en')} to ${rate.max.toLocaleString('en')})`;
  console.log(
    `${result.machine}\n${engine}, ${users} users, ${result.rows} rows, ${rounds.length} rounds, medians (spread)\n`,
  );
  console.log(`match-scores, end to end  ${show(result.jobUsersPerMinute)}`);
  console.log(`bare COPY, same rows      ${show(result.copyUsersPerMinute)}`);
  console.log(
    `ratio to the COPY         ${result.ratio.median.toFixed(2)} x (${result.ratio.min.toFixed(2)} to ${result.ratio.max.toFixed(2)})`,
  );
}

function atLeast(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new RangeError(
    `Expected ${option} to be a whole number of ${least} or more; received ${JSON.stringify(text)}.`,
  );
}

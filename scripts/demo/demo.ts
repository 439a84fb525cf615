import { ACTIVE_STATES, estimateMs, type RunRecord } from '@nightshift/core';
import { explainMatches } from '@nightshift/jobs-domain/social';
import { resourceUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { changeSomebody } from './change-somebody.js';
import { showMatches, showSummary } from './show.js';
import { clientOf, openStore, preparePopulation, type SocialStore } from './social-app.js';

// The matching flow, end to end, on the embedded database: build-user-traits, user-interest-sets, match-scores,
// compatibility over a population of users. A second demo finds the first one's lists and computes only what changed.

const DEFAULT_USERS = 2_000;

type DemoJobs = ReturnType<typeof clientOf>;

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: String(DEFAULT_USERS) },
    seed: { type: 'string', default: '1' },
    user: { type: 'string', default: '8' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log('Usage: npx pnpm demo [--users 100..100000] [--seed 1] [--user 8]');
} else {
  await demo({
    users: wholeNumber('--users', values.users, { min: 100, max: 100_000 }),
    seed: wholeNumber('--seed', values.seed, { min: 0, max: 2 ** 31 - 1 }),
    userId: wholeNumber('--user', values.user, { min: 1, max: 100_000 }),
  });
}

async function demo({ users, seed, userId }: { users: number; seed: number; userId: number }): Promise<void> {
  const dataDir = users === DEFAULT_USERS && seed === 1 ? '.nightshift/demo' : `.nightshift/demo-${users}-${seed}`;
  const store = openStore(process.env, dataDir);
  const jobs = clientOf(process.env, store);
  const startedAt = performance.now();
  say(store.exclusive ? `Opening the embedded database in ${dataDir} …` : 'Opening the database of DATABASE_URL …');
  await jobs.open();
  const flowId = (await unfinishedFlow(jobs)) ?? (await startFlow(jobs, store, { users, seed }));
  followProgress(jobs.events);
  const worker = jobs.worker({ concurrency: 2, only: { flowId } });
  process.once('SIGINT', () => void jobs.close());
  await worker.start();
  const runs = await jobs.wait((await jobs.flow(flowId)).map((run) => run.id));
  await worker.stop();

  showSummary(runs, { users, ms: performance.now() - startedAt, peakBytes: resourceUsage().maxRSS * 1024 });
  const failed = runs.find((run: RunRecord) => run.state !== 'success');
  if (failed === undefined) showMatches(userId, await explainMatches(store.database, { userId, limit: 5 }));
  else process.exitCode = 1;
  await jobs.close();
}

/** The flow of a demo that was interrupted: its runs go on from their last checkpoint. */
async function unfinishedFlow(jobs: DemoJobs): Promise<string | undefined> {
  const { runs } = await jobs.list({ states: ACTIVE_STATES, triggers: ['flow'] });
  const flowId = runs.find((run) => run.flowId !== null)?.flowId ?? undefined;
  if (flowId !== undefined) say('An earlier demo was interrupted; going on where it was.');
  return flowId;
}

async function startFlow(
  jobs: DemoJobs,
  store: SocialStore,
  population: { readonly users: number; readonly seed: number },
): Promise<string> {
  const isNew = await preparePopulation(store.database, { ...population, say });
  if (!isNew) say(await changeSomebody(store.database));
  const plan = jobs.plan({ jobs: ['user-interest-sets', 'compatibility'] });
  return (await jobs.enqueueFlow(plan)).flowId;
}

function followProgress(events: DemoJobs['events']): void {
  events.on('run:started', ({ job, attempt }) => say(`${job}: started${attempt > 1 ? ` (attempt ${attempt})` : ''}`));
  events.on('run:progress', ({ job, progress }) => {
    const { done, total, ratePerSecond = 0, phase } = progress;
    if (total === undefined || total === 0) return say(`${job}: ${phase ?? 'working'}`);
    const percent = Math.floor((100 * done) / total);
    const left = estimateMs(progress);
    say(
      `${job}: ${percent}% · ${done}/${total} · ${Math.round(ratePerSecond)}/s` +
        (left === undefined || done === total ? '' : ` · ${Math.ceil(left / 1_000)} s left`) +
        (phase === undefined ? '' : ` · ${phase}`),
    );
  });
  events.on('run:settled', ({ job, state, error, durationMs }) =>
    say(`${job}: ${state} after ${(durationMs / 1_000).toFixed(1)} s${error === null ? '' : `: ${error.message}`}`),
  );
}

function say(text: string): void {
  console.error(text);
}

function wholeNumber(option: string, text: string, { min, max }: { min: number; max: number }): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  console.error(`Expected ${option} to be a whole number from ${min} to ${max}; received ${JSON.stringify(text)}.`);
  process.exit(2);
}

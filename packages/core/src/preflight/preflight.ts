import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import { ACTIVE_STATES, FINAL_STATES, type RunRecord, type RunState } from '../store/run-record.js';
import type { PreflightReport } from './finding.js';
import { Findings } from './findings.js';
import { lookAtRun } from './look-at-run.js';
import { lookAtSchedule } from './look-at-schedule.js';

const PAGE = 100;

interface Preflight {
  readonly store: Store<unknown>;
  readonly registry: Registry;
}

/**
 * Looks at every unfinished run, its checkpoint, and every schedule, and answers what this build cannot read. It reads page
 * by page and changes nothing.
 */
export async function preflight({ store, registry }: Preflight): Promise<PreflightReport> {
  const findings = new Findings();
  const unknownJobs = new Set<string>();
  let runsRead = 0;
  for await (const run of runsOf(store, ACTIVE_STATES)) {
    runsRead += 1;
    const job = registry.find(run.job);
    if (job === undefined) {
      unknownJobs.add(run.job);
      findings.add({ problem: 'unknown-job', job: run.job }, run.id);
    } else for (const found of await lookAtRun(job, run)) findings.add(found, run.id);
  }
  if (unknownJobs.size > 0) await lookForDependents({ store, registry }, unknownJobs, findings);
  const schedules = await store.schedules.list();
  for (const schedule of schedules) {
    for (const found of await lookAtSchedule(registry, schedule)) findings.add(found, schedule.name);
  }
  return { findings: findings.all, runsRead, schedulesRead: schedules.length };
}

/** Runs of known jobs that wait for a run that nobody of this build does. */
async function lookForDependents(
  { store, registry }: Preflight,
  unknownJobs: ReadonlySet<string>,
  findings: Findings,
): Promise<void> {
  for await (const run of runsOf(store, ['waiting'])) {
    if (registry.find(run.job) === undefined) continue;
    const waitsFor = await unfinishedOf(store, run, unknownJobs);
    for (const job of waitsFor) {
      findings.add({ problem: 'unknown-dependency', job: run.job, detail: `waits for job "${job}"` }, run.id);
    }
  }
}

async function unfinishedOf(store: Store<unknown>, run: RunRecord, jobs: ReadonlySet<string>): Promise<Set<string>> {
  const parents = await store.read.parents(run.id);
  const waitsFor = [...parents, ...(await openChildrenOf(store, run, jobs))];
  const unfinished = waitsFor.filter(({ state }) => !FINAL_STATES.includes(state as never));
  return new Set(unfinished.map(({ job }) => job).filter((job) => jobs.has(job)));
}

/** One child of an unknown job is enough to wait for. */
async function openChildrenOf(
  store: Store<unknown>,
  { id, openChildren }: RunRecord,
  jobs: ReadonlySet<string>,
): Promise<{ job: string; state: RunState }[]> {
  if (openChildren === 0) return [];
  const { runs } = await store.read.list({ spawnedBy: id, jobs: [...jobs], states: ACTIVE_STATES }, { limit: 1 });
  return runs.map(({ job, state }) => ({ job, state }));
}

async function* runsOf(store: Store<unknown>, states: readonly RunState[]): AsyncGenerator<RunRecord> {
  let after: string | undefined;
  do {
    const page = await store.read.list({ states }, { limit: PAGE, ...(after !== undefined && { after }) });
    yield* page.runs;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

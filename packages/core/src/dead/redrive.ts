import type { EnqueueOptions } from '../client/options.js';
import type { Wanted } from '../client/enqueuer.js';
import { NightshiftError } from '../errors.js';
import type { Registry } from '../registry.js';
import { checkLimit } from '../store/check-arguments.js';
import type { EnqueueAnswer, Store } from '../store/contract.js';
import type { RunRecord } from '../store/run-record.js';
import type { DeadFilter } from './dead-run.js';
import { failedRuns } from './list-dead.js';
import { lastRedriveDueMs, REDRIVE_KEY } from './redriven-runs.js';
import { isLiving, spacingMs, type RedriveAnswer, type RedriveOptions, type RedriveSkip } from './redrive-options.js';
import { RedriveTally } from './redrive-tally.js';
import { repeatId, repeatsOf } from './repeats.js';

const PAGE = 200;

export interface RedriveTools {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  enqueue(wanted: Wanted, options: EnqueueOptions): Promise<EnqueueAnswer>;
}

interface Candidate {
  readonly run: RunRecord;
  /** How many repeats it has had, all of them cancelled. */
  readonly repeats: number;
}

/**
 * Repeats failed runs as new ones, each at most once: the id of a repeat follows from the run, so a second call, also one at
 * the same moment or after a crash, adds what is missing and nothing else. The repeats are spread by their due times, so
 * the rate holds for the whole fleet and needs nobody to stay alive; it goes on behind what is still due of an earlier call.
 */
export async function redrive(
  tools: RedriveTools,
  which: DeadFilter | readonly string[],
  options: RedriveOptions,
): Promise<RedriveAnswer> {
  const { rate = '10/s', limit = Number.MAX_SAFE_INTEGER } = options;
  checkLimit('limit', limit);
  const tally = new RedriveTally(spacingMs(rate), await startMs(tools.store, which));
  for await (const page of pages(tools.store, which, tally)) {
    if (options.signal?.aborted === true) return tally.answer(true);
    const candidates = await choose(tools, page, tally);
    const wanted = candidates.slice(0, limit - tally.redriven);
    if (options.dryRun === true) for (const _ of wanted) tally.took(null, tally.nextDue());
    else await repeatAll(tools, wanted, tally);
    if (tally.redriven >= limit) break;
  }
  return tally.answer(false);
}

/** All of them are tried, so that nothing is under way any more when an error is told. */
async function repeatAll(tools: RedriveTools, candidates: readonly Candidate[], tally: RedriveTally): Promise<void> {
  const ends = await Promise.allSettled(candidates.map((candidate) => repeat(tools, candidate, tally)));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function startMs(
  store: Store<unknown>,
  which: DeadFilter | readonly string[],
): Promise<(spacing: number) => number> {
  const now = (await store.schedules.now()).getTime();
  const last = await lastRedriveDueMs(store, 'length' in which ? undefined : which.job);
  return (spacing) => Math.max(now, last === null ? now : last + spacing);
}

async function* pages(
  store: Store<unknown>,
  which: DeadFilter | readonly string[],
  tally: RedriveTally,
): AsyncGenerator<RunRecord[]> {
  if ('length' in which) yield* named(store, which, tally);
  else {
    let page: RunRecord[] = [];
    for await (const run of failedRuns(store, which)) {
      page.push(run);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }
}

async function* named(
  store: Store<unknown>,
  runIds: readonly string[],
  tally: RedriveTally,
): AsyncGenerator<RunRecord[]> {
  const ids = [...new Set(runIds)];
  for (let at = 0; at < ids.length; at += PAGE) {
    const asked = ids.slice(at, at + PAGE);
    const runs = await store.read.get(asked);
    const known = new Set(runs.map(({ id }) => id));
    for (const id of asked) if (!known.has(id)) tally.skip('unknown-run', id);
    for (const run of runs) if (run.state !== 'failed') tally.skip('not-failed', run.id);
    yield runs.filter(({ state }) => state === 'failed');
  }
}

/** Those of the runs that nobody has repeated, unless that was cancelled. */
async function choose(
  { store, registry }: RedriveTools,
  runs: readonly RunRecord[],
  tally: RedriveTally,
): Promise<Candidate[]> {
  const repeats = await repeatsOf(store, runs);
  return runs.flatMap((run) => {
    const of = repeats.get(run.id) ?? [];
    const reason = whySkipped(of) ?? (registry.find(run.job) === undefined ? 'unknown-job' : undefined);
    if (reason === undefined) return [{ run, repeats: of.length }];
    tally.skip(reason, run.id);
    return [];
  });
}

function whySkipped(repeats: readonly RunRecord[]): RedriveSkip | undefined {
  if (repeats.some(({ state }) => isLiving(state))) return 'repeated';
  return repeats.some(({ state }) => state === 'failed') ? 'repeat-failed' : undefined;
}

async function repeat(tools: RedriveTools, { run, repeats }: Candidate, tally: RedriveTally): Promise<void> {
  const job = tools.registry.get(run.job);
  if (run.version > job.version) return tally.skip('newer-version', run.id);
  const dueMs = tally.nextDue();
  const wanted = { id: repeatId(run, repeats), job, input: run.input, version: run.version, retryOf: run };
  const key = `${REDRIVE_KEY}${run.id}`;
  try {
    const { runId, outcome } = await tools.enqueue(wanted, { trigger: 'retry', key, runAt: new Date(dueMs) });
    if (outcome === 'created') tally.took(runId, dueMs);
    else tally.skip('repeated', run.id);
  } catch (error) {
    if (error instanceof NightshiftError && error.code.startsWith('STORE_')) throw error;
    // Somebody else may have repeated it since it was looked at: its id is then taken.
    const [there] = await tools.store.read.get([wanted.id]);
    if (there !== undefined) tally.skip('repeated', run.id);
    else tally.skip('refused', run.id, error instanceof Error ? error.message : String(error));
  }
}

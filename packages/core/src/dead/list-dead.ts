import { redact } from '../redaction/redact.js';
import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import type { Page } from '../store/reader.js';
import type { RunRecord } from '../store/run-record.js';
import { isMeant, type DeadFilter, type DeadRun } from './dead-run.js';
import { repeatsOf } from './repeats.js';

const READ_AT_ONCE = 200;
const LONGEST_CHAIN = 20;

/** What dead runs are read with. The definitions say what is secret in them. */
interface DeadReader {
  readonly store: Store<unknown>;
  readonly registry: Registry;
}

/** Failed runs with where they came from, newest first, as they may be shown. */
export async function listDead(
  { store, registry }: DeadReader,
  filter: DeadFilter,
  { limit, after }: Page,
): Promise<{ readonly runs: DeadRun[]; readonly next: string | null }> {
  const found: RunRecord[] = [];
  for await (const run of failedRuns(store, filter, after)) {
    // One more than fits: there is a next page.
    if (found.length === limit) return { runs: await withProvenance(store, found), next: found.at(-1)?.id ?? null };
    found.push(redact(run, registry.find(run.job)));
  }
  return { runs: await withProvenance(store, found), next: null };
}

/** The failed runs that are meant, newest first, read page by page. */
export async function* failedRuns(
  store: Store<unknown>,
  filter: DeadFilter,
  start?: string,
): AsyncGenerator<RunRecord> {
  const wanted = { states: ['failed'] as const, ...(filter.job !== undefined && { jobs: [filter.job] }) };
  let after = start;
  do {
    const page = await store.read.list(wanted, { limit: READ_AT_ONCE, ...(after !== undefined && { after }) });
    for (const run of page.runs) if (isMeant(run, filter)) yield run;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

async function withProvenance(store: Store<unknown>, runs: readonly RunRecord[]): Promise<DeadRun[]> {
  const now = (await store.schedules.now()).getTime();
  const repeats = await repeatsOf(store, runs);
  const chains = await chainsOf(store, runs);
  return runs.map((run) => {
    const failedAt = run.finishedAt ?? run.createdAt;
    return {
      ...originOf(run),
      error: run.error,
      attempts: run.attempts,
      attempt: run.attempt,
      maxAttempts: run.maxAttempts,
      retryOf: chains.get(run.id) ?? [],
      repeats: (repeats.get(run.id) ?? []).map(({ id, state }) => ({ runId: id, state })),
      createdAt: run.createdAt,
      failedAt,
      ageMs: Math.max(0, now - failedAt.getTime()),
    };
  });
}

function originOf({ id, job, queue, group, flowId, trigger, scheduledFor, spawnedBy, key }: RunRecord) {
  return { runId: id, job, queue, group, flowId, trigger, scheduledFor, spawnedBy, key };
}

/** What each run repeats, back to the first; a run that was pruned ends the chain. */
async function chainsOf(store: Store<unknown>, runs: readonly RunRecord[]): Promise<Map<string, string[]>> {
  const chains = new Map(runs.map((run) => [run.id, run.retryOf === null ? [] : [run.retryOf]]));
  for (let length = 1; length < LONGEST_CHAIN; length += 1) {
    const ends = new Set([...chains.values()].filter((chain) => chain.length === length).map((chain) => chain.at(-1)));
    const known = await store.read.get([...ends].filter((id) => id !== undefined));
    if (known.length === 0) break;
    const before = new Map(known.map(({ id, retryOf }) => [id, retryOf]));
    for (const chain of chains.values()) {
      const earlier = chain.length === length ? before.get(chain.at(-1) ?? '') : undefined;
      if (typeof earlier === 'string') chain.push(earlier);
    }
  }
  return chains;
}

import { NightshiftError } from '../errors.js';
import type { Store } from '../store/contract.js';
import type { FinalState, RunRecord } from '../store/run-record.js';
import { toReference, toWorkerReference, type WhyAnswer, type WhyReason, type WhySources } from './why-reason.js';
import { whyQueued } from './why-queued.js';

const DEEPEST_CHAIN = 10;
const MOST_NAMED = 10;

/** @throws NightshiftError `RUN_NOT_FOUND`. */
export async function explain(sources: WhySources, runId: string): Promise<WhyAnswer> {
  const [run] = await sources.store.read.get([runId]);
  if (run === undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${runId}.`);
  return { runId, job: run.job, state: run.state, reasons: await reasonsFor(sources, run, DEEPEST_CHAIN) };
}

async function reasonsFor(sources: WhySources, run: RunRecord, depth: number): Promise<WhyReason[]> {
  switch (run.state) {
    case 'waiting':
      return run.openChildren > 0 ? unfinishedChildren(sources, run) : unfinishedParents(sources, run, depth);
    case 'scheduled':
      return [...newerVersion(sources, run), notDue(run)];
    case 'queued':
      return [...newerVersion(sources, run), ...(await whyQueued(sources, run))];
    case 'running':
      return whyRunning(sources.store, run);
    case 'success':
    case 'failed':
    case 'cancelled':
      return [finished(run, run.state)];
  }
}

function finished({ finishedAt, createdAt, error, cancel }: RunRecord, state: FinalState): WhyReason {
  return { code: 'finished', state, at: finishedAt ?? createdAt, error, cancel };
}

async function unfinishedParents(sources: WhySources, run: RunRecord, depth: number): Promise<WhyReason[]> {
  const parents = await sources.store.read.parents(run.id);
  const open = parents.filter((parent) => !['success', 'failed', 'cancelled'].includes(parent.state));
  const records = depth > 0 ? await sources.store.read.get(open.map((parent) => parent.runId)) : [];
  return Promise.all(
    open.map(async ({ runId, job, state }) => {
      const parent = records.find((record) => record.id === runId);
      const because = parent === undefined ? [] : await reasonsFor(sources, parent, depth - 1);
      return { code: 'parent-unfinished' as const, runId, job, state, because };
    }),
  );
}

async function unfinishedChildren({ store }: WhySources, run: RunRecord): Promise<WhyReason[]> {
  const states = ['running', 'queued', 'scheduled', 'waiting'] as const;
  const { runs } = await store.read.list({ spawnedBy: run.id, states }, { limit: MOST_NAMED });
  return [{ code: 'children-unfinished', open: run.openChildren, first: runs.map(toReference) }];
}

function notDue(run: RunRecord): WhyReason {
  const last = run.attempts.at(-1);
  if (last?.error === undefined) return { code: 'not-due', until: run.runAt };
  const { attempt, maxAttempts, runAt: until } = run;
  return { code: 'retry-wait', until, attempt, maxAttempts, error: last.error };
}

function newerVersion({ registry }: WhySources, run: RunRecord): WhyReason[] {
  const known = registry.find(run.job)?.version;
  if (known === undefined || run.version <= known) return [];
  return [{ code: 'newer-version', version: run.version, known }];
}

async function whyRunning(store: Store<unknown>, run: RunRecord): Promise<WhyReason[]> {
  const reasons: WhyReason[] = [];
  const worker = run.worker ?? 'unknown';
  const now = await store.schedules.now();
  if (run.cancel !== null) reasons.push({ code: 'cancel-requested', cancel: run.cancel });
  const leaseExpiresAt = run.leaseExpiresAt ?? now;
  const dead = (await store.workers.dead()).find(({ id }) => id === worker);
  if (leaseExpiresAt < now) reasons.push({ code: 'lease-expired', worker, at: leaseExpiresAt });
  if (dead !== undefined) reasons.push({ code: 'worker-dead', worker: toWorkerReference(dead), leaseExpiresAt });
  else if (leaseExpiresAt >= now)
    reasons.push({ code: 'running', worker, since: run.startedAt ?? now, attempt: run.attempt, leaseExpiresAt });
  return reasons;
}

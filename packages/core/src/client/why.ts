import { NightshiftError } from '../errors.js';
import type { Store } from '../store/contract.js';
import type { CancelReason, FinalState, RunError, RunRecord, RunState } from '../store/run-record.js';

/** The state of a run, and the reasons for it, the most direct one first. */
export interface WhyAnswer {
  readonly runId: string;
  readonly job: string;
  readonly state: RunState;
  readonly reasons: readonly WhyReason[];
}

/** One reason. `code` tells them apart. */
export type WhyReason =
  | {
      readonly code: 'finished';
      readonly state: FinalState;
      readonly at: Date;
      readonly error: RunError | null;
      readonly cancel: CancelReason | null;
    }
  | {
      readonly code: 'running';
      readonly worker: string;
      readonly since: Date;
      readonly attempt: number;
      readonly leaseExpiresAt: Date;
    }
  | { readonly code: 'lease-expired'; readonly worker: string; readonly at: Date }
  | { readonly code: 'cancel-requested'; readonly cancel: CancelReason }
  | { readonly code: 'parent-unfinished'; readonly runId: string; readonly job: string; readonly state: RunState }
  | { readonly code: 'not-due'; readonly until: Date }
  | {
      readonly code: 'retry-wait';
      readonly until: Date;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly error: RunError | null;
    }
  | { readonly code: 'no-worker'; readonly job: string; readonly liveWorkers: number }
  | { readonly code: 'behind'; readonly runs: number }
  | { readonly code: 'next' };

/** @throws NightshiftError `RUN_NOT_FOUND`. */
export async function explain(store: Store<unknown>, runId: string): Promise<WhyAnswer> {
  const [run] = await store.read.get([runId]);
  if (run === undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${runId}.`);
  return { runId, job: run.job, state: run.state, reasons: await reasonsFor(store, run) };
}

async function reasonsFor(store: Store<unknown>, run: RunRecord): Promise<WhyReason[]> {
  switch (run.state) {
    case 'waiting':
      return unfinishedParents(store, run);
    case 'scheduled':
      return [notDue(run)];
    case 'queued':
      return whyQueued(store, run);
    case 'running':
      return whyRunning(store, run);
    case 'success':
    case 'failed':
    case 'cancelled':
      return [
        {
          code: 'finished',
          state: run.state,
          at: run.finishedAt ?? run.createdAt,
          error: run.error,
          cancel: run.cancel,
        },
      ];
  }
}

async function unfinishedParents(store: Store<unknown>, run: RunRecord): Promise<WhyReason[]> {
  const parents = await store.read.parents(run.id);
  return parents
    .filter((parent) => !['success', 'failed', 'cancelled'].includes(parent.state))
    .map(({ runId, job, state }) => ({ code: 'parent-unfinished', runId, job, state }));
}

function notDue(run: RunRecord): WhyReason {
  const last = run.attempts.at(-1);
  if (last?.error === undefined) return { code: 'not-due', until: run.runAt };
  const { attempt, maxAttempts, runAt: until } = run;
  return { code: 'retry-wait', until, attempt, maxAttempts, error: last.error };
}

async function whyQueued(store: Store<unknown>, run: RunRecord): Promise<WhyReason[]> {
  const reasons: WhyReason[] = [];
  const workers = await store.workers.live();
  const able = workers.some(
    (worker) => worker.jobs.includes(run.job) && (worker.queues === null || worker.queues.includes(run.queue)),
  );
  if (!able) reasons.push({ code: 'no-worker', job: run.job, liveWorkers: workers.length });
  const ahead = (await store.read.ahead(run.id)) ?? 0;
  reasons.push(ahead > 0 ? { code: 'behind', runs: ahead } : { code: 'next' });
  return reasons;
}

async function whyRunning(store: Store<unknown>, run: RunRecord): Promise<WhyReason[]> {
  const reasons: WhyReason[] = [];
  const worker = run.worker ?? 'unknown';
  const now = await store.schedules.now();
  if (run.cancel !== null) reasons.push({ code: 'cancel-requested', cancel: run.cancel });
  const leaseExpiresAt = run.leaseExpiresAt ?? now;
  if (leaseExpiresAt < now) reasons.push({ code: 'lease-expired', worker, at: leaseExpiresAt });
  else reasons.push({ code: 'running', worker, since: run.startedAt ?? now, attempt: run.attempt, leaseExpiresAt });
  return reasons;
}

import type { Registry } from '../registry.js';
import type { Store } from '../store/contract.js';
import type { LimitRule, Pause } from '../store/limits.js';
import type { CancelReason, FinalState, RunError, RunRecord, RunState } from '../store/run-record.js';
import type { WorkerRecord } from '../store/workers.js';
import type { FleetLimits } from './fleet-limits.js';

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
  | {
      /** The worker that has it is dead; another takes it over when the lease has expired. */
      readonly code: 'worker-dead';
      readonly worker: WorkerReference;
      readonly leaseExpiresAt: Date;
    }
  | { readonly code: 'cancel-requested'; readonly cancel: CancelReason }
  | {
      readonly code: 'parent-unfinished';
      readonly runId: string;
      readonly job: string;
      readonly state: RunState;
      /** Why that one is not done, as far down as it goes, at most ten levels. */
      readonly because: readonly WhyReason[];
    }
  | { readonly code: 'children-unfinished'; readonly open: number; readonly first: readonly RunReference[] }
  | { readonly code: 'not-due'; readonly until: Date }
  | {
      readonly code: 'retry-wait';
      readonly until: Date;
      readonly attempt: number;
      readonly maxAttempts: number;
      readonly error: RunError | null;
    }
  | { readonly code: 'paused'; readonly pause: Pause }
  | {
      readonly code: 'limit-full';
      readonly scope: LimitRule['scope'];
      readonly name: string;
      /** The key, for `key`. */
      readonly key: string | null;
      readonly concurrency: number;
      /** Runs that hold the limit now, at most ten. */
      readonly heldBy: readonly RunReference[];
    }
  | {
      readonly code: 'rate-limited';
      readonly scope: LimitRule['scope'];
      readonly name: string;
      readonly key: string | null;
      readonly opensAt: Date;
    }
  | { readonly code: 'out-of-turn'; readonly key: string; readonly behind: RunReference }
  | {
      readonly code: 'no-worker';
      readonly job: string;
      readonly liveWorkers: number;
      /** Workers that took such runs and died within a day, at most ten, the last to beat first. */
      readonly dead: readonly WorkerReference[];
    }
  | { readonly code: 'newer-version'; readonly version: number; readonly known: number }
  | { readonly code: 'behind'; readonly runs: number }
  | { readonly code: 'next' };

/** A run that a reason names. */
export interface RunReference {
  readonly runId: string;
  readonly job: string;
  readonly state: RunState;
}

/** A worker that a reason names. */
export interface WorkerReference {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly beatAt: Date;
}

/** Where the reasons are looked for. */
export interface WhySources {
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly limits: FleetLimits;
}

/** The part of a run that a reason names. */
export function toReference({ id, job, state }: RunRecord): RunReference {
  return { runId: id, job, state };
}

/** The part of a worker that a reason names. */
export function toWorkerReference({ id, host, pid, beatAt }: WorkerRecord): WorkerReference {
  return { id, host, pid, beatAt };
}

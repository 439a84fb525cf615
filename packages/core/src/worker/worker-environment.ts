import type { Clock, Random } from '../clock.js';
import type { JobEventEmitter } from '../events.js';
import type { Hook } from '../hooks/hook.js';
import type { RunLogger } from '../job/job-context.js';
import type { Limits } from '../limits.js';
import type { Registry } from '../registry.js';
import type { PreparedInput } from '../spawn/spawner.js';
import type { EnqueueAnswer, LeaseAnswer, Release, Report, Settlement, Store } from '../store/contract.js';
import type { Timers } from '../timers.js';

/** What the parts of a worker share. Stores of any transaction type fit: a worker passes transactions through. */
export interface WorkerEnvironment {
  readonly id: string;
  readonly store: Store<unknown>;
  readonly registry: Registry;
  readonly services: object;
  readonly events: JobEventEmitter;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly limits: Limits;
  readonly hooks: readonly Hook[];
  readonly logger: RunLogger;
  readonly leaseMs: number;
  /** Checks an input for a job of the registry. */
  readonly prepare: (job: { readonly name: string }, input: unknown) => Promise<PreparedInput>;
  enqueue(job: { readonly name: string }, input: unknown, options: object | undefined): Promise<EnqueueAnswer>;
  /** Many attempts' writes in one round trip. */
  readonly settle: (settlement: Settlement) => Promise<LeaseAnswer>;
  readonly release: (release: Release) => Promise<LeaseAnswer>;
  readonly report: (report: Report) => Promise<LeaseAnswer>;
}

/** Tells of a failure that no caller waits for. */
export function reportError(
  environment: Pick<WorkerEnvironment, 'id' | 'events'>,
  during: string,
  error: unknown,
): void {
  environment.events.emit('worker:error', { worker: environment.id, during, error });
}

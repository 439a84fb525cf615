import { coalesce } from '../coalesce.js';
import { hostname } from '../node-builtins.js';
import type { ScheduleOptions } from '../job/schedule-options.js';
import type { PruneRequest } from '../store/contract.js';
import type { FleetLimits } from './fleet-limits.js';
import { isUnreachable } from '../worker/persist.js';
import type { WorkerEnvironment } from '../worker/worker-environment.js';
import { Worker } from '../worker/worker.js';
import type { WorkerSettings } from '../worker/worker-options.js';

const LARGEST_BATCH = 1_000;

/** What the workers of one client have in common. */
export interface WorkerFactory extends Omit<WorkerEnvironment, 'id' | 'leaseMs' | 'settle' | 'release' | 'report'> {
  readonly schedules: ReadonlyMap<string, ScheduleOptions>;
  readonly retention: PruneRequest['olderThanMs'];
  readonly fleetLimits: FleetLimits;
  readonly onStopped: (worker: Worker) => void;
}

export function makeWorker(factory: WorkerFactory, settings: WorkerSettings, open: () => Promise<void>): Worker {
  const { store } = factory;
  const batched = { largest: LARGEST_BATCH, isUnreachable };
  const environment: WorkerEnvironment = {
    ...factory,
    id: `${hostname()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`,
    leaseMs: settings.leaseMs,
    settle: coalesce((items) => store.settle(items), batched),
    release: coalesce((items) => store.release(items), batched),
    report: coalesce((items) => store.report(items), batched),
  };
  const { schedules, retention, fleetLimits, onStopped } = factory;
  return new Worker(environment, { settings, schedules, retention, fleetLimits, open }, onStopped);
}

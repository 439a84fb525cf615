import { exponential } from '../job/retry-policy.js';
import type { ScheduleOptions } from '../job/schedule-options.js';
import { tickSchedules, type TickEnvironment } from '../schedules/tick.js';
import type { ClaimedRun, PruneRequest } from '../store/contract.js';
import { renewLate } from './lease-keepers.js';
import { loop, type Loop } from './loop.js';
import { cancelled } from './run-aborted.js';
import { decide } from './verdict.js';
import type { Timer } from '../timers.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';

const BATCH = 1_000;
const REAP_BATCH = 100;
const LONGEST_REAP_MS = 30_000;
const REAP_SLACK_MS = { least: 50, random: 1_000 };
const LONGEST_TICK_MS = 15_000;
const LONGEST_TICK_REST_MS = 30_000;
const PRUNE_MS = 10 * 60_000;
const RETRY_MS = 1_000;
/** Between two looks for due runs that pokes ask for: every enqueue of a busy moment is one. */
const PROMOTE_REST_MS = 20;

/** What keeps a fleet going besides the work itself. Every worker does it; each step is safe to do twice. */
export interface MaintenanceOptions {
  readonly pollMs: number;
  /** How often to look while the store has nothing planned and would tell of what is added. */
  readonly restMs: number;
  readonly retention: PruneRequest['olderThanMs'];
  /** False for a worker that only serves one caller: it makes no scheduled runs and deletes no history. */
  readonly shared: boolean;
  readonly schedules: ReadonlyMap<string, ScheduleOptions>;
  readonly limitKeyFor: TickEnvironment['limitKeyFor'];
  /** There may be something to claim. */
  onQueued(): void;
}

export interface Maintenance {
  /** Something was enqueued that may be due later. */
  poke(): void;
  /** Promotes, ticks and reaps; resolves with the milliseconds until there is more of that to do, 0 for now. */
  turn(): Promise<number>;
  stop(): Promise<void>;
}

export function startMaintenance(environment: WorkerEnvironment, options: MaintenanceOptions): Maintenance {
  const every = (during: string, task: () => Promise<number>): Loop =>
    loop(task, {
      retryMs: RETRY_MS,
      timers: environment.timers,
      onError: (error) => reportError(environment, during, error),
    });
  let promotedAt = Number.NEGATIVE_INFINITY;
  let soon: Timer | undefined;
  const promoting = every('promoting due runs', () => {
    promotedAt = environment.clock.now();
    return promote(environment, options);
  });
  const promoteSoon = (): void => {
    const restMs = promotedAt + PROMOTE_REST_MS - environment.clock.now();
    if (restMs <= 0 || restMs > PROMOTE_REST_MS) return promoting.poke();
    soon ??= environment.timers.after(restMs, () => {
      soon = undefined;
      promoting.poke();
    });
  };
  const ticking = options.shared ? every('ticking schedules', () => tick(environment, options)) : undefined;
  const reaping = every('reaping expired leases', () => reap(environment, options));
  const loops = [
    promoting,
    ticking,
    reaping,
    options.shared ? every('pruning history', () => prune(environment, options)) : undefined,
  ].filter((one) => one !== undefined);
  return {
    poke: promoteSoon,
    turn: async () => Math.min(...(await Promise.all([promoting.turn(), ticking?.turn() ?? Infinity, reaping.turn()]))),
    async stop() {
      soon?.cancel();
      await Promise.all(loops.map((one) => one.stop()));
    },
  };
}

async function promote({ store }: WorkerEnvironment, options: MaintenanceOptions): Promise<number> {
  const { promoted, nextDueMs } = await store.promote(BATCH);
  if (promoted > 0) options.onQueued();
  return nextDueMs === null ? options.restMs : Math.min(options.pollMs, nextDueMs);
}

async function tick(environment: WorkerEnvironment, options: MaintenanceOptions): Promise<number> {
  const onError = (schedule: string, error: unknown): void =>
    reportError(environment, `ticking schedule ${JSON.stringify(schedule)}`, error);
  const { enqueued, nextDueMs } = await tickSchedules({ ...environment, limitKeyFor: options.limitKeyFor, onError });
  if (enqueued > 0) options.onQueued();
  // A timer stands still while the machine sleeps, and schedules are saved elsewhere: however far the next occurrence is, it
  // is looked for again soon.
  if (nextDueMs === null) return Math.min(options.restMs, LONGEST_TICK_REST_MS);
  return Math.min(options.pollMs, nextDueMs, LONGEST_TICK_MS);
}

async function reap(environment: WorkerEnvironment, options: MaintenanceOptions): Promise<number> {
  const { store, leaseMs, random } = environment;
  await renewLate(store);
  const { runs, nextExpiryMs } = await store.reap({ limit: REAP_BATCH, leaseMs });
  await Promise.all(runs.map((run) => endExpired(environment, run)));
  if (runs.length > 0) options.onQueued();
  if (runs.length === REAP_BATCH) return 0;
  // A lease that is made after this look expires a lease from now at the earliest. The slack keeps a fleet from looking all
  // at once, and leaves a renewal that is on its way the time to arrive.
  const slackMs = REAP_SLACK_MS.least + random() * Math.min(REAP_SLACK_MS.random, leaseMs / 10);
  return Math.min(nextExpiryMs ?? leaseMs, leaseMs, LONGEST_REAP_MS) + slackMs;
}

// A worker may reap runs of jobs that it does not know: the retry policy then has only the attempts to go by.
async function endExpired(environment: WorkerEnvironment, run: ClaimedRun): Promise<void> {
  const { registry, random, settle, release, events } = environment;
  const job = registry.find(run.job);
  const retry = job?.retry ?? { attempts: run.maxAttempts, backoff: exponential(), retryIf: () => true };
  const end =
    run.cancel === null
      ? ({ kind: 'lease-expired' } as const)
      : ({ kind: 'aborted', reason: cancelled(run.cancel) } as const);
  const verdict = decide(run, end, { retry, random });
  if (verdict.verb === 'settle') {
    await settle(verdict.settlement);
    const { state, error } = verdict.settlement;
    events.emit('run:settled', { runId: run.id, job: run.job, worker: environment.id, state, error, durationMs: 0 });
  } else if (verdict.verb === 'release') {
    await release(verdict.release);
    const { delayMs, attempt } = verdict.release;
    events.emit('run:released', {
      runId: run.id,
      job: run.job,
      worker: environment.id,
      outcome: attempt.outcome,
      delayMs,
      durationMs: 0,
      error: attempt.error ?? null,
    });
  }
}

async function prune({ store }: WorkerEnvironment, { retention }: MaintenanceOptions): Promise<number> {
  const deleted = await store.prune({ olderThanMs: retention, limit: BATCH });
  return deleted === BATCH ? 0 : PRUNE_MS;
}

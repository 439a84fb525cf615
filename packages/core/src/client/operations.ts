import type { DeadFilter, DeadRun } from '../dead/dead-run.js';
import { listDead } from '../dead/list-dead.js';
import { cancelRedriven } from '../dead/redriven-runs.js';
import { measureHealth } from '../health/measure.js';
import type { HealthOptions, WorkersHealth } from '../health/workers-health.js';
import type { AnyJob } from '../job/job.js';
import type { PreflightReport } from '../preflight/finding.js';
import { preflight } from '../preflight/preflight.js';
import { Registry } from '../registry.js';
import type { CancelAnswer, Store } from '../store/contract.js';
import type { Pause, PauseReason, PauseTarget } from '../store/limits.js';
import type { Page, RunFilter } from '../store/reader.js';
import type { RunLog, RunRecord, RunState } from '../store/run-record.js';
import { FleetLimits } from './fleet-limits.js';
import type { QueueLimits } from '../job/run-limits.js';
import { checkReason, checkTarget } from './reason.js';
import { explain } from './why.js';
import type { WhyAnswer } from './why-reason.js';

/**
 * What operators ask of a fleet: reading its runs, and steering those that are there. It enqueues nothing.
 *
 * @typeParam J - the jobs of the registry.
 * @typeParam Tx - the store's transaction, or never.
 */
export abstract class Operations<J extends AnyJob, Tx> {
  readonly registry: Registry<J>;
  readonly store: Store<Tx>;
  protected readonly fleetLimits: FleetLimits;
  #opening: Promise<void> | undefined;

  protected constructor(options: {
    readonly jobs: readonly J[];
    readonly store: Store<Tx>;
    readonly queues?: Readonly<Record<string, QueueLimits>>;
  }) {
    this.registry = new Registry<J>(options.jobs);
    this.store = options.store;
    this.fleetLimits = new FleetLimits(this.registry, options.queues ?? {});
  }

  /** Lets the workers of this process look for work. */
  protected abstract wakeWorkers(): void;

  /** Opens the store; every other call does so by itself. */
  async open(): Promise<void> {
    this.#opening ??= this.store.open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    await this.#opening;
  }

  /** A run, or undefined when the store does not have it. */
  async get(runId: string): Promise<RunRecord | undefined> {
    await this.open();
    const [run] = await this.store.read.get([runId]);
    return run;
  }

  /** Runs that match, newest first, 50 at a time unless said otherwise. */
  async list(
    filter: RunFilter = {},
    page: Partial<Page> = {},
  ): Promise<{ readonly runs: RunRecord[]; readonly next: string | null }> {
    await this.open();
    return this.store.read.list(filter, { limit: 50, ...page });
  }

  /** How many runs match, by state. */
  async counts(filter: Omit<RunFilter, 'states'> = {}): Promise<Record<RunState, number>> {
    await this.open();
    return this.store.read.counts(filter);
  }

  /** The runs of a flow, oldest first. */
  async flow(flowId: string): Promise<RunRecord[]> {
    await this.open();
    return this.store.read.flow(flowId);
  }

  /** What a run logged, oldest first, up to 1,000 lines at a time. */
  async logs(runId: string, page: { readonly after?: number; readonly limit?: number } = {}): Promise<RunLog[]> {
    await this.open();
    return this.store.read.logs(runId, { after: page.after ?? 0, limit: page.limit ?? 1_000 });
  }

  /**
   * Cancels a run wherever it is. One that has not started is `cancelled` at once; a running one is `requested`: its
   * signal aborts within a second, and it ends as cancelled when its handler stops.
   */
  async cancel(runId: string, reason: { readonly by?: string; readonly message?: string } = {}): Promise<CancelAnswer> {
    await this.open();
    const [answer] = await this.store.cancel([runId], { code: 'requested', ...checkReason(reason) });
    return answer ?? 'unknown';
  }

  /**
   * Stops the runs of a queue or a job from starting, in the whole fleet and until `resume`. What runs goes on, and new
   * runs are enqueued as ever. Pausing what is paused changes nothing.
   *
   * @param reason.by - who pauses, in words: `why` says it. Default `api`.
   * @throws NightshiftError `UNKNOWN_JOB`.
   * @example
   * await jobs.pause({ queue: 'mail' }, { by: 'ada', message: 'the provider is down' });
   */
  async pause(target: PauseTarget, reason: Partial<PauseReason> = {}): Promise<void> {
    checkTarget(target);
    if ('job' in target) this.registry.get(target.job);
    await this.open();
    await this.store.limits.pause(target, { by: 'api', ...checkReason(reason) });
  }

  /** Lets the runs of a queue or a job start again. @returns false when it was not paused. */
  async resume(target: PauseTarget): Promise<boolean> {
    await this.open();
    const wasPaused = await this.store.limits.resume(target);
    this.wakeWorkers();
    return wasPaused;
  }

  /** What is paused, oldest first. */
  async paused(): Promise<Pause[]> {
    await this.open();
    return this.store.limits.paused();
  }

  /** Why a run is where it is, in typed reasons. */
  async why(runId: string): Promise<WhyAnswer> {
    await this.open();
    return explain({ store: this.store, registry: this.registry, limits: this.fleetLimits }, runId);
  }

  /**
   * How the fleet stands: live and dead workers, what waits in each queue and group, and what stands in the way. It asks the
   * store five questions whose cost does not grow with what is finished.
   *
   * @throws NightshiftError `INVALID_OPTION`.
   * @example
   * const { healthy, problems } = await jobs.workersHealth({ longestWait: '10m' });
   * if (!healthy) console.error(problems);
   */
  async workersHealth(options: HealthOptions = {}): Promise<WorkersHealth> {
    await this.open();
    return measureHealth({ store: this.store, registry: this.registry }, options);
  }

  /**
   * What this build cannot read of what the store holds: unfinished runs, their checkpoints, and schedules. Ask it before a
   * deployment; it reads page by page and changes nothing.
   */
  async preflight(): Promise<PreflightReport> {
    await this.open();
    return preflight({ store: this.store, registry: this.registry });
  }

  /**
   * Failed runs with where they came from, newest first, 50 at a time unless said otherwise: their attempts, the runs they
   * repeat, and those that repeat them.
   */
  async dead(
    filter: DeadFilter = {},
    page: Partial<Page> = {},
  ): Promise<{ readonly runs: DeadRun[]; readonly next: string | null }> {
    await this.open();
    return listDead({ store: this.store, registry: this.registry }, filter, { limit: 50, ...page });
  }

  /** Cancels the repeats of redrives that have not started, of one job or of all; they can be redriven again. @returns how many. */
  async cancelRedrive(
    { job }: { readonly job?: string } = {},
    reason: { readonly by?: string; readonly message?: string } = {},
  ): Promise<number> {
    await this.open();
    return cancelRedriven(this.store, job, { code: 'requested', ...checkReason(reason) });
  }
}

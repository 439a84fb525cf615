import type { ScheduleOptions } from '../job/schedule-options.js';
import { refuseMoved } from '../store/store-moved.js';
import { reconcileSchedules } from '../schedules/reconcile.js';
import type { ClaimedRun, PruneRequest } from '../store/contract.js';
import type { FleetLimits } from '../client/fleet-limits.js';
import type { Signal, Subscription } from '../store/notifications.js';
import { Attempt } from './attempt.js';
import { Claimer } from './claimer.js';
import { EndWriter } from './end-writer.js';
import { startHeartbeat, type Heartbeat, type Vitals } from './heartbeat.js';
import { leasesWhileBlocked } from './leases-while-blocked.js';
import { LeaseKeeper } from './lease-keeper.js';
import { LocalQueue } from './local-queue.js';
import { loop, type Loop } from './loop.js';
import { startMaintenance, type Maintenance } from './maintenance.js';
import { shuttingDown } from './run-aborted.js';
import { Slots } from './slots.js';
import type { StuckHandler } from './stuck-handlers.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';
import type { WorkerSettings } from './worker-options.js';

const NOTIFIED_POLL_MS = 15_000;
const NOTIFIED_REST_MS = 30_000;
const POLL_MS = 1_000;
const CANCEL_POLL_MS = 500;
const RETRY_MS = 1_000;
// Long enough for a handler to see its signal, short enough for somebody who pressed Ctrl+C twice.
const HURRIED_GRACE_MS = 500;

/** What a worker needs besides its own settings. */
export interface WorkerPlan {
  readonly settings: WorkerSettings;
  readonly retention: PruneRequest['olderThanMs'];
  readonly schedules: ReadonlyMap<string, ScheduleOptions>;
  readonly fleetLimits: FleetLimits;
  /** Opens the store; done once, whoever asks. */
  open(): Promise<void>;
}

export type WorkerPhase = 'new' | 'starting' | 'working' | 'draining' | 'stopped';

/**
 * Claims runs and executes them, until it is stopped. Made by `jobs.worker()`.
 *
 * @example
 * const worker = jobs.worker({ concurrency: 20 });
 * await worker.start();
 * process.once('SIGTERM', () => void worker.stop());
 */
export class Worker {
  readonly #keeper: LeaseKeeper;
  readonly #slots: Slots;
  readonly #queue: LocalQueue;
  readonly #claimer: Claimer;
  #cancels: Loop | undefined;
  #maintenance: Maintenance | undefined;
  #heartbeat: Heartbeat | undefined;
  #quiet = false;
  #stopped = false;
  #subscription: Subscription | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #hurried = false;
  #hurry: (() => void) | undefined;
  readonly #handedBack = new Set<Attempt>();

  /** @internal */
  constructor(
    private readonly environment: WorkerEnvironment,
    private readonly plan: WorkerPlan,
    private readonly onStopped: (worker: Worker) => void,
  ) {
    const { oneCall } = plan.settings;
    this.#keeper = new LeaseKeeper(environment, { standBy: oneCall === null });
    this.#slots = new Slots(environment, plan.settings, () => this.#claimer.roomGrew());
    const ends = new EndWriter(environment, (attempt) => this.#over(attempt));
    this.#queue = new LocalQueue({
      timers: environment.timers,
      mayBegin: (executing) => this.#slots.mayBegin(executing),
      onSlotFree: (attempt) => this.#freed(attempt),
      writeDown: (attempt) => ends.write(attempt),
      handBack: (attempt) => this.#handBack(attempt),
    });
    this.#claimer = new Claimer(environment, {
      ...plan,
      queue: this.#queue,
      slots: this.#slots,
      holdsNothing: () => this.#keeper.size === 0,
      execute: (runs) => this.#execute(runs),
    });
  }

  get id(): string {
    return this.environment.id;
  }

  /** Ids of the runs that are executing here. */
  get running(): readonly string[] {
    return this.#keeper.attempts.map((attempt) => attempt.run.id);
  }

  /** Runs that it may have at the same time: its concurrency, or less while the host is busy. */
  get allowance(): number {
    return this.#slots.allowance;
  }

  /** Handlers that were given up and have not ended, longest stuck first. */
  get stuck(): readonly StuckHandler[] {
    return this.#slots.stuck;
  }

  /** False while stuck handlers keep slots from new work: the process should be restarted. */
  get healthy(): boolean {
    return this.#slots.healthy;
  }

  /** Starts to claim. A second call waits for the first; a stopped worker stays stopped. */
  start(): Promise<void> {
    this.#starting ??= this.#stopping === undefined ? this.#start() : Promise.resolve();
    return this.#starting;
  }

  /**
   * Stops: claims nothing more, lets handlers finish for `drain`, then aborts them and hands their runs back. A handler
   * that obeyed the abort has spent no attempt. With `now`, in the
   * first call or a later one, it aborts at once and waits half a second.
   */
  stop(options: { readonly now?: boolean } = {}): Promise<void> {
    this.#stopping ??= this.#stop();
    if (options.now === true) {
      this.#hurried = true;
      this.#hurry?.();
    }
    return this.#stopping;
  }

  /** Claims nothing more; what runs here goes on, and `stop` still has to follow. */
  async quiet(): Promise<void> {
    this.#quiet = true;
    await this.#starting;
    this.#heartbeat?.poke();
    await this.#claimer.stop();
  }

  /** Where it stands between being made and being stopped. Once `draining`, it takes no new work. */
  get phase(): WorkerPhase {
    if (this.#stopped) return 'stopped';
    if (this.#quiet || this.#stopping !== undefined) return 'draining';
    if (this.#maintenance !== undefined) return 'working';
    return this.#starting === undefined ? 'new' : 'starting';
  }

  /** How long the store has kept it waiting for an answer to the claim that is under way, in milliseconds; 0 while none is. */
  get claimingMs(): number {
    return this.#claimer.claimingMs;
  }

  /**
   * Makes due what is due, and claims as much of it as there is room for.
   *
   * @internal For a worker of one call.
   * @returns the milliseconds until there is more to make due, 0 for now.
   */
  async look(): Promise<number> {
    const waitMs = (await this.#maintenance?.turn()) ?? Number.POSITIVE_INFINITY;
    await this.#claimer.turn();
    return waitMs;
  }

  /** @internal Resolves when nothing executes here. */
  async idle(): Promise<void> {
    await this.#queue.idle();
  }

  /** Looks for work at once. */
  wake(): void {
    this.#claimer.toldOfMore();
    this.#maintenance?.poke();
  }

  /** @internal As `wake`, for what this process enqueued: nothing where the store's own signal says it as well. */
  wakeUnlessTold(): void {
    if (this.#subscription?.live !== true) this.wake();
  }

  async #start(): Promise<void> {
    const { store, registry, events } = this.environment;
    await this.plan.open();
    await refuseMoved(store);
    const shared = this.plan.settings.only === undefined;
    if (shared) {
      const orphans = await reconcileSchedules(store, registry, this.plan.schedules);
      for (const name of orphans) events.emit('schedule:orphaned', { name });
    }
    const stays = this.plan.settings.oneCall === null;
    if (stays) this.#subscription = await this.#subscribe();
    if (this.#stopping !== undefined) return;
    const live = this.#subscription?.live === true;
    const pollMs = this.plan.settings.pollMs ?? (live ? NOTIFIED_POLL_MS : POLL_MS);
    this.#startLoops({ pollMs, live, shared });
    await this.#heartbeat?.begun;
    const whileBlocked = leasesWhileBlocked(store, { standBy: stays });
    events.emit('worker:started', { worker: this.id, leasesWhileBlocked: whileBlocked });
  }

  #startLoops({ pollMs, live, shared }: { pollMs: number; live: boolean; shared: boolean }): void {
    const { timers } = this.environment;
    this.#keeper.start();
    this.#slots.start();
    const onError = (during: string) => (error: unknown) => reportError(this.environment, during, error);
    this.#claimer.start({ pollMs, isToldOfMore: live });
    const watch = { retryMs: RETRY_MS, timers, onError: onError('looking for cancel requests') };
    // Without live signals this poll is how a cancel arrives; with them it makes up for a lost one.
    const cancelPollMs = live ? 5_000 : CANCEL_POLL_MS;
    this.#cancels = loop(() => this.#keeper.lookForCancels().then(() => cancelPollMs), watch);
    this.#heartbeat = startHeartbeat(this.environment, this.plan.settings, () => this.#vitals());
    this.#maintenance = startMaintenance(this.environment, {
      ...this.plan,
      ...this.plan.settings,
      pollMs,
      restMs: this.plan.settings.pollMs ?? (live ? NOTIFIED_REST_MS : POLL_MS),
      shared,
      limitKeyFor: async (job, input) => (await this.environment.prepare(job, input)).limitKey,
      onQueued: () => this.#claimer.toldOfMore(),
    });
  }

  async #subscribe(): Promise<Subscription | undefined> {
    const hear = (signal: Signal): void => {
      if (signal.kind === 'queued') {
        this.#claimer.toldOfMore();
        if (signal.due !== true) this.#maintenance?.poke();
      }
      if (signal.kind === 'cancel') {
        this.#keeper
          .lookForCancels(signal.runId)
          .catch((error: unknown) => reportError(this.environment, 'looking for cancel requests', error));
      }
    };
    return this.environment.store.notifications?.subscribe(hear, { kinds: ['queued', 'cancel'] });
  }

  #execute(runs: readonly ClaimedRun[]): void {
    if (runs.length === 0) return;
    const attempts = runs.map((run) => new Attempt(run, this.environment.registry.get(run.job), this.environment));
    for (const attempt of attempts) this.#keeper.hold(attempt);
    this.#heartbeat?.hasNews();
    // Claimed while the worker was being told to stop: they are handed back like the others.
    if (this.#stopping !== undefined) for (const attempt of attempts) attempt.abort(shuttingDown());
    this.#queue.add(attempts);
  }

  /** A handler has ended: there is a slot for another one. */
  #freed(attempt: Attempt): void {
    this.#claimer.slotFreed();
    if (attempt.isStuck) this.#slots.giveUp(attempt);
    this.#queue.begin();
  }

  #over(attempt: Attempt): void {
    this.#keeper.drop(attempt);
    this.#heartbeat?.hasNews();
    this.#queue.over();
    this.#claimer.writtenDown();
    // Its next attempt may be due sooner than anybody looks.
    if (attempt.comesBackLater) this.#maintenance?.poke();
  }

  async #stop(): Promise<void> {
    // Started or not, what a start has begun must be over before it can be undone.
    await this.#starting?.catch((error: unknown) => reportError(this.environment, 'starting', error));
    if (this.#keeper.size > 0) this.#heartbeat?.poke();
    await Promise.all([this.#claimer.stop(), this.#maintenance?.stop()]);
    await this.#drain(this.plan.settings.drainMs);
    await this.#heartbeat?.stop();
    this.#keeper.stop();
    this.#slots.stop();
    await this.#cancels?.stop();
    await this.#subscription?.unsubscribe();
    await this.#leave();
    this.#stopped = true;
    this.onStopped(this);
    this.environment.events.emit('worker:stopped', { worker: this.id, handedBack: this.#handedBack.size });
  }

  #handBack(attempt: Attempt, graceMs?: number): void {
    if (this.#stopping !== undefined) this.#handedBack.add(attempt);
    attempt.abort(shuttingDown(), graceMs);
  }

  /** Waits for the handlers; at the end of the time, or when told to hurry, aborts what is left. */
  async #drain(drainMs: number): Promise<void> {
    this.#queue.handBack();
    const idle = this.#queue.idle();
    const abort = (graceMs: number): void => {
      timer.cancel();
      for (const attempt of this.#keeper.attempts) this.#handBack(attempt, graceMs);
    };
    const timer = this.environment.timers.after(drainMs, () => abort(this.plan.settings.graceMs));
    this.#hurry = () => abort(HURRIED_GRACE_MS);
    if (this.#hurried) this.#hurry();
    await idle;
    timer.cancel();
  }

  #vitals(): Vitals {
    return {
      allowance: Math.max(0, this.#slots.free(0)),
      runs: this.running,
      eventLoopDelayMs: this.#slots.takeLongestDelayMs(),
      draining: this.phase === 'draining',
    };
  }

  async #leave(): Promise<void> {
    try {
      await this.environment.store.workers.leave(this.id);
    } catch (error) {
      reportError(this.environment, 'leaving the fleet', error);
    }
  }
}

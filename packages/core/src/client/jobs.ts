import { systemClock } from '../clock.js';
import type { DeadFilter } from '../dead/dead-run.js';
import { redrive } from '../dead/redrive.js';
import type { RedriveAnswer, RedriveOptions } from '../dead/redrive-options.js';
import { repeatId, repeatsOf } from '../dead/repeats.js';
import { toMilliseconds } from '../duration.js';
import { NightshiftError, RunFailedError } from '../errors.js';
import { jobEvents, type JobEventEmitter } from '../events.js';
import { EventStream, type EventSubscription, type SubscribeOptions } from '../events/subscribe.js';
import { checkHooks } from '../hooks/hook.js';
import { runIds } from '../ids.js';
import type { AnyJob } from '../job/job.js';
import type { InputOf, JobOutput } from '../job/job-types.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { makePlan, type Plan, type PlanRequest } from '../plan.js';
import { activeSchedules } from '../schedules/reconcile.js';
import type { EnqueueAnswer, Store, TxOption } from '../store/contract.js';
import type { NewRun } from '../store/new-run.js';
import type { RunRecord } from '../store/run-record.js';
import { systemTimers } from '../timers.js';
import { FleetCounts } from '../telemetry/fleet-counts.js';
import { fleetFamilies, processFamilies } from '../telemetry/fleet-families.js';
import { prometheusText } from '../telemetry/prometheus-text.js';
import { RunMetrics } from '../telemetry/run-metrics.js';
import type { Worker } from '../worker/worker.js';
import { workerSettings, type WorkerOptions, type WorkerSettings } from '../worker/worker-options.js';
import type { ClientSettings } from './client-settings.js';
import { Enqueuer, type EnqueuedFlow } from './enqueuer.js';
import { JobSchedules } from './job-schedules.js';
import { makeWorker, type WorkerFactory } from './make-worker.js';
import { Operations } from './operations.js';
import type { EnqueueArguments, EnqueueOptions, MayBeEmpty } from './options.js';
import { processOnce } from './process-once/process-once.js';
import type { ProcessedOnce } from './process-once/processed-once.js';
import type { ProcessOnceOptions } from './process-once/process-once-options.js';
import { awaitRuns, type WaitOptions } from './wait.js';

const DAY_MS = 86_400_000;

/** A job, or its name. */
export type JobReference<J extends AnyJob> = J | J['name'];

/** The job that a reference means; where the list's names are not known to the compiler, any of them. */
export type Referenced<J extends AnyJob, Reference> = Reference extends AnyJob
  ? Reference
  : string extends J['name']
    ? J
    : Extract<J, { readonly name: Reference }>;

/** One entry of {@link Jobs.enqueueMany}. */
export type EnqueueItem<J extends AnyJob> = J extends AnyJob
  ? {
      readonly job: JobReference<J>;
      readonly options?: Omit<EnqueueOptions, 'tx'>;
    } & (MayBeEmpty<InputOf<J>> extends true ? { readonly input?: InputOf<J> } : { readonly input: InputOf<J> })
  : never;

/**
 * The client of one application: enqueues, plans, reads, and makes workers. Made by `createJobs`.
 *
 * @typeParam J - the jobs of the registry.
 * @typeParam Tx - the store's transaction, or never.
 */
export class Jobs<J extends AnyJob, Tx> extends Operations<J, Tx> {
  /** What happens in this process. */
  readonly events: JobEventEmitter = jobEvents();
  /** Schedules of the jobs, and those saved at run time. */
  readonly schedules: JobSchedules<J>;
  readonly #enqueuer: Enqueuer<Tx>;
  readonly #factory: WorkerFactory;
  readonly #workers = new Set<Worker>();
  readonly #streams = new Set<EventStream>();
  readonly #metrics: RunMetrics;
  readonly #fleetCounts: FleetCounts;

  /** @internal Use `createJobs`. */
  constructor(
    options: ClientSettings & {
      readonly jobs: readonly J[];
      readonly store: Store<Tx>;
      readonly services?: object | undefined;
    },
  ) {
    super(options);
    this.#metrics = new RunMetrics(this.events, this.registry);
    this.#fleetCounts = new FleetCounts(this);
    this.schedules = new JobSchedules<J>({
      registry: this.registry,
      store: this.store.schedules,
      open: () => this.open(),
    });
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const hooks = checkHooks(options.hooks ?? []);
    const newId = runIds(options.clock ?? systemClock, options.random);
    this.#enqueuer = new Enqueuer<Tx>({
      store: this.store,
      registry: this.registry,
      fleetLimits: this.fleetLimits,
      inputBytes: limits.inputBytes,
      hooks,
      newId,
      open: () => this.open(),
      onEnqueued: (runs, answers) => this.#tellEnqueued(runs, answers),
    });
    this.#factory = {
      store: this.store,
      registry: this.registry,
      fleetLimits: this.fleetLimits,
      prepare: (job, input) => this.#enqueuer.prepare(job, input),
      services: options.services ?? {},
      events: this.events,
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      timers: options.timers ?? systemTimers,
      limits,
      hooks,
      logger: options.logger ?? { debug: ignore, info: ignore, warn: ignore, error: ignore },
      schedules: activeSchedules(this.registry, options.schedules ?? {}),
      retention: {
        success: toMilliseconds(options.retention?.success ?? 7 * DAY_MS),
        failed: toMilliseconds(options.retention?.failed ?? 30 * DAY_MS),
        cancelled: toMilliseconds(options.retention?.cancelled ?? 30 * DAY_MS),
      },
      enqueue: (job, input, options) => this.#enqueuer.one({ job: this.registry.get(job.name), input }, options ?? {}),
      onStopped: (worker) => this.#workers.delete(worker),
    };
  }

  /** Stops the workers made here, ends the subscriptions, and closes the store. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop()));
    await Promise.all([...this.#streams].map((stream) => stream.return()));
    await this.store.close();
  }

  /**
   * Enqueues a run.
   *
   * @param job - a job of the registry, or its name.
   * @returns the run's id, and whether it was `created` or an unfinished run with the same key was `kept`, `replaced` or
   * `debounced`, as the options' `mode` says.
   * @throws InvalidInputError when the schema refuses the input; nothing is enqueued.
   * @example
   * const { runId } = await jobs.enqueue(matchScores, { userId: 8 }, { delay: '5m', key: 'user-8' });
   */
  async enqueue<Reference extends JobReference<J>>(
    job: Reference,
    ...[input, options]: EnqueueArguments<Referenced<J, Reference>, Tx>
  ): Promise<EnqueueAnswer> {
    return this.#enqueuer.one({ job: this.#resolve(job), input }, options ?? {});
  }

  /**
   * Enqueues many runs: all of them, or none when one is refused.
   *
   * @throws InvalidInputError naming the first input that its schema refuses.
   * @example
   * await jobs.enqueueMany(userIds.map((userId) => ({ job: 'match-scores', input: { userId } })));
   */
  async enqueueMany(items: readonly EnqueueItem<J>[], options: TxOption<Tx> = {}): Promise<EnqueueAnswer[]> {
    const wanted = items.map((item) => ({
      wanted: { job: this.#resolve(item.job), input: item.input },
      options: item.options ?? {},
    }));
    return this.#enqueuer.many(wanted, options);
  }

  /**
   * What would run, in which order, and why. Nothing is enqueued.
   *
   * @throws NightshiftError `PLAN_CYCLE` with the path of the circle.
   * @example
   * jobs.plan({ group: 'feed', input: { userId: 8 } }).runs.map((run) => run.job);
   */
  plan(request: PlanRequest): Plan {
    return makePlan(this.registry, request);
  }

  /** Enqueues a plan as one flow: all of its runs or none, each waiting for its dependencies. The options hold for each run. */
  async enqueueFlow(plan: Plan, options: Omit<EnqueueOptions<Tx>, 'key'> = {}): Promise<EnqueuedFlow> {
    return this.#enqueuer.flow(plan, options);
  }

  /**
   * Enqueues a run, works on it here, and waits for its result, retries included. It is a run like any other: stored,
   * visible, cancellable, and finished by another worker should this process die.
   *
   * @returns what the handler returned.
   * @throws RunFailedError when the run fails or is cancelled.
   * @example
   * const { users } = await jobs.runJob('match-scores', { userId: 8 });
   */
  async runJob<Reference extends JobReference<J>>(
    job: Reference,
    ...[input, options]: EnqueueArguments<Referenced<J, Reference>, Tx>
  ): Promise<JobOutput<Referenced<J, Reference>>> {
    const { runId } = await this.#enqueuer.one({ job: this.#resolve(job), input }, options ?? {});
    const worker = this.worker({ concurrency: 1, only: { runIds: [runId], flowId: runId }, poll: 250 });
    try {
      await worker.start();
      const [run] = await this.wait([runId]);
      return outputOf<JobOutput<Referenced<J, Reference>>>(run);
    } finally {
      await worker.stop();
    }
  }

  /** Makes a worker; it does nothing until `start`. */
  worker(options: WorkerOptions = {}): Worker {
    return this.#makeWorker(workerSettings(options));
  }

  /**
   * Works here until nothing is due or the budget is used up, then stops like a worker does and answers with what happened. For
   * functions that a schedule of the platform calls. What still runs near the budget's end is aborted and handed back without
   * having spent an attempt; whatever ignores that is given up, so that nothing of it is accepted after the answer.
   *
   * It leaves no timer, listener or thread behind; the store stays open until `close`.
   *
   * @throws NightshiftError `INVALID_OPTION`; what the store throws; `STORE_UNREACHABLE` when it has not answered by the
   * budget's end.
   * @example
   * const { succeeded, failed, moreDue } = await jobs.processOnce({ budgetMs: 50_000 });
   */
  async processOnce(options: ProcessOnceOptions): Promise<ProcessedOnce> {
    const { store, registry, events, fleetLimits } = this;
    const makeOne = (settings: WorkerSettings): Worker => this.#makeWorker(settings);
    return processOnce(
      { store, registry, events, fleetLimits, timers: this.#factory.timers, makeWorker: makeOne },
      options,
    );
  }

  /**
   * Waits until runs are final, whoever executes them.
   *
   * @throws NightshiftError `RUN_NOT_FOUND` for an id that the store does not have.
   */
  async wait(runIds: readonly string[], options: WaitOptions = {}): Promise<RunRecord[]> {
    await this.open();
    return awaitRuns({ store: this.store, events: this.events }, runIds, options);
  }

  /**
   * What happens, in every process of the fleet. Without `runIds` or `flowId`: everything of this process, and the end of
   * every run. With one of them: all that happens to those runs wherever they execute, from their enqueuing to their end.
   *
   * @throws NightshiftError `INVALID_OPTION`; the loop throws `RUN_NOT_FOUND` for runs or a flow that do not exist.
   * @example
   * for await (const event of jobs.subscribe({ runIds: ['0199…'], kinds: ['progress', 'settled'] })) {
   *   console.log(event.kind === 'dropped' ? `${event.count} events dropped` : `${event.job}: ${event.kind}`);
   * }
   */
  subscribe(options: SubscribeOptions = {}): EventSubscription {
    const { store, registry, events } = this;
    const { clock, timers } = this.#factory;
    const open = (): Promise<void> => this.open();
    const onEnded = (stream: EventStream): void => void this.#streams.delete(stream);
    const stream = new EventStream({ store, registry, events, clock, timers, open, onEnded }, options);
    this.#streams.add(stream);
    return stream;
  }

  /**
   * What this process has done since it began, and what the store holds, in the text format of Prometheus (0.0.4). The store
   * is counted at most once in ten seconds, however often one asks.
   *
   * @example
   * console.log(await jobs.metrics()); // answer a scrape with it, as text/plain; version=0.0.4
   */
  async metrics(): Promise<string> {
    await this.open();
    const [counts, workers] = await Promise.all([this.#fleetCounts.read(), this.store.workers.live()]);
    const families = [...processFamilies(this.#workers), ...fleetFamilies(counts, workers.length)];
    return prometheusText([...this.#metrics.families(), ...families]);
  }

  /**
   * Repeats a finished run as a new one with the same input; the old one stays as it is.
   *
   * @throws NightshiftError `RUN_NOT_FOUND`, or `INVALID_OPTION` for a run that is not finished.
   */
  async retry(runId: string, options: Omit<EnqueueOptions<Tx>, 'key'> = {}): Promise<EnqueueAnswer> {
    const run = await this.get(runId);
    if (run === undefined) throw new NightshiftError('RUN_NOT_FOUND', `There is no run ${runId}.`);
    if (run.finishedAt === null) {
      throw new NightshiftError('INVALID_OPTION', `Run ${runId} is ${run.state}; only a finished run can be repeated.`);
    }
    const repeats = (await repeatsOf(this.store, [run])).get(run.id) ?? [];
    const id = repeatId(run, repeats.length);
    const again = { id, job: this.registry.get(run.job), input: run.input, version: run.version, retryOf: run };
    try {
      return await this.#enqueuer.one(again, { trigger: 'retry', ...options });
    } catch (error) {
      // Two who repeat a run at the same moment make one repeat.
      const there = await this.get(id);
      if (there === undefined) throw error;
      return { runId: there.id, outcome: 'kept' };
    }
  }

  /**
   * Repeats failed runs at a rate, as new runs that become due one after the other; nobody has to stay for it. Each is
   * repeated at most once, so calling again adds what is missing: after a crash, for runs that failed since, or for those
   * whose repeat was cancelled.
   *
   * @param which - a filter, or ids.
   * @returns how many, when they become due, and what was left out and why.
   * @throws NightshiftError `INVALID_OPTION` for a rate or limit that cannot be.
   * @example
   * await jobs.redrive({ job: 'send-mail', errorCode: 'TIMEOUT' }, { rate: '10/s' });
   */
  async redrive(which: DeadFilter | readonly string[], options: RedriveOptions = {}): Promise<RedriveAnswer> {
    await this.open();
    const enqueue = this.#enqueuer.one.bind(this.#enqueuer);
    return redrive({ store: this.store, registry: this.registry, enqueue }, which, options);
  }

  protected override wakeWorkers(): void {
    for (const worker of this.#workers) worker.wakeUnlessTold();
  }

  #makeWorker(settings: WorkerSettings): Worker {
    const worker = makeWorker(this.#factory, settings, () => this.open());
    this.#workers.add(worker);
    return worker;
  }

  #resolve(reference: AnyJob | string): AnyJob {
    return this.registry.get(typeof reference === 'string' ? reference : reference.name);
  }

  #tellEnqueued(runs: readonly NewRun[], answers: readonly EnqueueAnswer[]): void {
    answers.forEach((answer, index) => {
      this.events.emit('run:enqueued', { ...answer, job: runs[index]?.job ?? '' });
    });
    // The store may have no way to wake anybody; the workers of this process need none.
    this.wakeWorkers();
  }
}

function outputOf<Output>(run: RunRecord | undefined): Output {
  if (run === undefined) throw new NightshiftError('RUN_NOT_FOUND', 'The run was deleted while it was awaited.');
  if (run.state === 'success') return run.output as Output;
  const state = run.state === 'cancelled' ? 'cancelled' : 'failed';
  const reason = run.error?.message ?? run.cancel?.message ?? 'no reason given';
  throw new RunFailedError({ id: run.id, job: run.job, state }, reason, { cause: run.error });
}

function ignore(): void {
  // A host that gives no logger wants no output.
}

import type { EnqueueItem, JobReference, Jobs, Referenced } from '../client/jobs.js';
import type { EnqueueArguments, EnqueueOptions } from '../client/options.js';
import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import type { InputOf } from '../job/job-types.js';
import { enqueueOptions, type AddOptions } from './add-options.js';
import { QUEUE_JOB_STATES, type QueueJobState, type QueueScope } from './job-state.js';
import { QueueJob } from './queue-job.js';
import { QueueRuns } from './queue-runs.js';
import { clean, deleteAll } from './removal.js';

/** Which runs a handle is about: all of a queue, or all of a job. */
export type QueueTarget<J extends AnyJob> = { readonly queue: string } | { readonly job: JobReference<J> };

/** One entry of {@link QueueHandle.addBulk}. */
export interface BulkEntry<J extends AnyJob, Name> {
  readonly name: Name;
  readonly data: InputOf<Referenced<J, Name>>;
  readonly opts?: AddOptions;
}

/**
 * A queue as BullMQ's `Queue` has it, over any store. It holds nothing that has to be closed: `jobs.close()` does.
 *
 * @example
 * const mail = queueHandle(jobs, { queue: 'mail' });
 * await mail.add('send-mail', { to: 'ada@example.org' }, { jobId: 'welcome-ada', attempts: 3 });
 * console.log(await mail.getJobCounts('waiting', 'failed'));
 */
export function queueHandle<J extends AnyJob, Tx>(jobs: Jobs<J, Tx>, target: QueueTarget<J>): QueueHandle<J> {
  return new QueueHandle<J>(jobs, target);
}

/** Made by {@link queueHandle}. */
export class QueueHandle<J extends AnyJob> {
  /** Name of the queue, or of the job. */
  readonly name: string;
  readonly #jobs: Jobs<J, never>;
  readonly #target: { readonly queue: string } | { readonly job: string };
  readonly #runs: QueueRuns;

  /** @internal */
  constructor(jobs: Jobs<J, never>, target: QueueTarget<J>) {
    this.#jobs = jobs;
    this.#target = 'queue' in target ? { queue: target.queue } : { job: nameOf(target.job) };
    this.name = 'queue' in this.#target ? this.#target.queue : this.#target.job;
    this.#runs = new QueueRuns(jobs as unknown as ConstructorParameters<typeof QueueRuns>[0], this.#scope());
  }

  /**
   * Adds a run.
   *
   * @param name - a job of the registry, of this queue.
   * @returns the new run, or the unfinished one that has the same `jobId`.
   * @throws InvalidInputError; NightshiftError `UNKNOWN_JOB`; `INVALID_OPTION` for a job of another queue, or an option
   * that has no honest counterpart.
   */
  async add<Name extends J['name']>(
    name: Name,
    data: InputOf<Referenced<J, Name>>,
    options: AddOptions = {},
  ): Promise<QueueJob> {
    const own = this.#own(name, options);
    // That the input is this job's is known to the caller's types.
    const given = [data, own] as unknown as EnqueueArguments<Referenced<J, Name>, never>;
    const { runId } = await this.#jobs.enqueue(name, ...given);
    return new QueueJob(await this.#runs.one(runId), this.#runs);
  }

  /** Adds many, all of them or none. */
  async addBulk<Name extends J['name']>(entries: readonly BulkEntry<J, Name>[]): Promise<QueueJob[]> {
    const items = entries.map(({ name, data, opts }) => ({ job: name, input: data, options: this.#own(name, opts) }));
    // Which input belongs to which name is known to the caller's types, entry by entry.
    const answers = await this.#jobs.enqueueMany(items as unknown as EnqueueItem<J>[]);
    return Promise.all(answers.map(async ({ runId }) => new QueueJob(await this.#runs.one(runId), this.#runs)));
  }

  /** By the run's id, or by the `jobId` that it was added with: the unfinished one, else the newest. */
  async getJob(id: string): Promise<QueueJob | undefined> {
    const run = await this.#runs.find(id);
    return run && new QueueJob(run, this.#runs);
  }

  /** How many are in these states; in every state when none is named. */
  async getJobCounts<State extends QueueJobState = QueueJobState>(...states: State[]): Promise<Record<State, number>> {
    const wanted = states.length === 0 ? (QUEUE_JOB_STATES as readonly QueueJobState[] as readonly State[]) : states;
    const counts = await this.#runs.counts();
    return Object.fromEntries(wanted.map((state) => [state, counts[checkState(state)]])) as Record<State, number>;
  }

  /** From the newest (0) to the `to`-th, both included; -1 is the oldest. Give a range: a long queue has many. */
  getWaiting(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('waiting', from, to);
  }

  getActive(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('active', from, to);
  }

  getDelayed(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('delayed', from, to);
  }

  getWaitingChildren(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('waiting-children', from, to);
  }

  getCompleted(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('completed', from, to);
  }

  getFailed(from = 0, to = -1): Promise<QueueJob[]> {
    return this.#range('failed', from, to);
  }

  /** Keeps its runs from starting, in the whole fleet, until `resume`. */
  async pause(): Promise<void> {
    await this.#jobs.pause(this.#target, { by: 'queue handle' });
  }

  /** Ends its own pause; one of the queue that its job is in stays. */
  async resume(): Promise<void> {
    await this.#jobs.resume(this.#target);
  }

  /** Whether all of its runs are kept from starting. */
  async isPaused(): Promise<boolean> {
    return (await this.#runs.held()).all;
  }

  /**
   * Deletes runs of a state that have been in it, or since they were added where they have not started, for longer than `graceMs`.
   * Those that have not started are cancelled first, with what depends on them.
   *
   * @param limit - how many at most; 0 for all.
   * @returns the ids of those that were deleted.
   * @throws NightshiftError `INVALID_OPTION` for active ones, and in a store that deletes by age alone.
   */
  async clean(
    graceMs: number,
    limit: number,
    state: Exclude<QueueJobState, 'active'> = 'completed',
  ): Promise<string[]> {
    const most = wholeNumber('limit', limit) || Number.POSITIVE_INFINITY;
    return clean(this.#runs, checkState(state), { graceMs: wholeNumber('graceMs', graceMs), most });
  }

  /**
   * Deletes all of its runs. Pauses while it works; should it die, `resume` is for you.
   *
   * @param options.force - also asks active runs to stop; they end as cancelled and stay until they are cleaned.
   * @returns how many were deleted, and how many are left because they were active or an unfinished run needs them.
   * @throws NightshiftError `INVALID_OPTION` when some are active and `force` is not given; nothing is deleted then.
   */
  async obliterate(options: { readonly force?: boolean } = {}): Promise<{ deleted: number; left: number }> {
    const wasPaused = (await this.#jobs.paused()).some((pause) => isSame(pause, this.#target));
    if (!wasPaused) await this.#jobs.pause(this.#target, { by: 'queue handle: obliterate' });
    try {
      const { active } = await this.getJobCounts('active');
      if (active === 0 || options.force === true) return await deleteAll(this.#runs);
      throw new NightshiftError(
        'INVALID_OPTION',
        `"${this.name}" has ${active} active runs: wait for them, or obliterate({ force: true }) asks them to stop.`,
      );
    } finally {
      if (!wasPaused) await this.#jobs.resume(this.#target);
    }
  }

  async #range(state: QueueJobState, from: number, to: number): Promise<QueueJob[]> {
    const runs = await this.#runs.range(state, wholeNumber('from', from), to);
    return runs.map((run) => new QueueJob(run, this.#runs));
  }

  #own(name: string, options: AddOptions = {}): Omit<EnqueueOptions, 'tx'> {
    const job = this.#jobs.registry.get(name);
    const { filter, queue } = this.#runs.scope;
    if (filter.jobs === undefined ? job.queue === queue : filter.jobs.includes(name))
      return enqueueOptions(job, options);
    throw new NightshiftError(
      'INVALID_OPTION',
      `Job "${name}" is of queue "${job.queue}"; this handle is about ${filter.jobs === undefined ? `queue "${queue}"` : `job "${this.name}"`}.`,
    );
  }

  #scope(): QueueScope {
    const { registry } = this.#jobs;
    const target = this.#target;
    if ('job' in target) {
      const { name, queue } = registry.get(target.job);
      return { filter: { jobs: [name] }, queue, jobs: [name] };
    }
    const jobs = registry.all.filter(({ queue }) => queue === target.queue).map(({ name }) => name);
    return { filter: { queues: [target.queue] }, queue: target.queue, jobs };
  }
}

function nameOf(job: AnyJob | string): string {
  return typeof job === 'string' ? job : job.name;
}

function isSame(one: object, other: object): boolean {
  return Object.entries(other).every(([name, value]) => Reflect.get(one, name) === value);
}

function checkState<State extends QueueJobState>(state: State): State {
  if (QUEUE_JOB_STATES.includes(state)) return state;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected a state of ${QUEUE_JOB_STATES.join(', ')}; received ${JSON.stringify(state)}.`,
  );
}

function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected ${name} to be a whole number from 0; received ${String(value)}.`,
  );
}

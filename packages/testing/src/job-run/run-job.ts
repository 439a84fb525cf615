import {
  createJobs,
  memoryStore,
  RunAborted,
  type AnyJob,
  type InputOf,
  type Jobs,
  type JobOutput,
  type Json,
  type RunError,
  type RunLog,
  type RunProgress,
  type ServicesOf,
  type TypesOf,
} from '@nightshift/core';
import { virtualClock } from '../virtual-clock/virtual-clock.js';
import { endOfAttempt, type AttemptOutcome } from './attempt-outcome.js';
import { recordCalls, type EnqueueCall, type SpawnCall } from './recorded-calls.js';
import { recordStore, type Cursors, type GivenRun } from './recorded-store.js';
import { withDependencies } from './with-dependencies.js';

/** What the attempt finds besides its input and services. */
export interface AttemptSettings<Results extends object = object> {
  /** Which try it is. Default 1. */
  readonly attempt?: number;
  /** What an earlier attempt saved by `ctx.checkpoint.save`. */
  readonly checkpoint?: Json;
  /** Where batch loops of an earlier attempt stopped, by the loop's name; `items` unless the loop names itself. */
  readonly cursors?: Cursors;
  /** Outputs of the jobs that it depends on. Default: none of them ran. */
  readonly results?: Partial<Results>;
  /** The job's durable state. */
  readonly state?: Json;
  /** Its abort cancels the run, or stops the worker when the reason is a `RunAborted` of code `SHUTDOWN`. */
  readonly signal?: AbortSignal;
  /** Where the clock stands. Default: the beginning of 2026 in UTC. */
  readonly now?: Date;
}

/** What {@link runJob} takes: the input and the services are asked for where the job needs them. */
export type RunJobOptions<J extends AnyJob> = AttemptSettings<TypesOf<J>['results'] & object> &
  Needed<'input', InputOf<J>> &
  Needed<'services', ServicesOf<J>>;

type Needed<Name extends string, Value> = undefined extends Value
  ? { readonly [Key in Name]?: Value }
  : Record<never, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

type RunJobArguments<J extends AnyJob> =
  Record<never, never> extends RunJobOptions<J> ? [options?: RunJobOptions<J>] : [options: RunJobOptions<J>];

/** What one attempt did. */
export interface JobRun<Output> {
  readonly outcome: AttemptOutcome;
  /** What the handler returned, as JSON holds it; undefined unless the outcome is `success`. */
  readonly output: Output | undefined;
  /** Why it failed. */
  readonly error: RunError | null;
  /** Milliseconds until the run is tried again; null when it is over. */
  readonly retryInMs: number | null;
  readonly logs: readonly RunLog[];
  readonly progress: RunProgress | null;
  /** Every value saved by `ctx.checkpoint.save`, in order. */
  readonly checkpoints: readonly Json[];
  /** Where the batch loops stopped. */
  readonly cursors: Cursors;
  /** Every `ctx.enqueue`; nothing of it runs. */
  readonly enqueued: readonly EnqueueCall[];
  /** Every child that `ctx.spawn` asked for; nothing of it runs. */
  readonly spawned: readonly SpawnCall[];
  /** The job's durable state afterwards. */
  readonly state: Json | null;
}

/**
 * Runs one attempt of a job, without a database and without waiting: `ctx.pause` and the rests between batches pass at
 * once on a clock of their own. The attempt is the worker's own, on a store in memory; what it would enqueue is noted.
 *
 * @throws InvalidInputError when the job's schema refuses the input.
 * @example
 * const { outcome, output } = await runJob(greet, { input: { name: 'Ada' } });
 */
export async function runJob<J extends AnyJob>(
  job: J,
  ...[options]: RunJobArguments<J>
): Promise<JobRun<JobOutput<J>>> {
  // What a job needs is known to the caller's types alone.
  const given = (options ?? {}) as Given;
  const scene = setScene(job, given);
  const { jobs, store, calls } = scene;
  try {
    await jobs.open();
    if (given.state !== undefined) await jobs.store.state.set(job.name, given.state);
    const attempts = Math.max(job.retry.attempts, given.attempt ?? 1);
    const { runId } = await jobs.enqueue(job.name, given.input, { attempts });
    const end = await oneAttempt(jobs, runId, given.signal);
    const run = await jobs.get(runId);
    return {
      ...end,
      output: end.outcome === 'success' ? run?.output : undefined,
      logs: await jobs.logs(runId),
      progress: run?.progress ?? null,
      checkpoints: store.checkpoints,
      cursors: store.cursors,
      enqueued: calls.enqueued,
      spawned: calls.spawned,
      state: await jobs.store.state.get(job.name),
    };
  } finally {
    scene.stopSkipping();
    await jobs.close();
  }
}

type Given = AttemptSettings & GivenRun & { readonly input?: unknown; readonly services?: object };

/** A client over a store in memory, on a clock of its own, whose one job notes what it asks for. */
function setScene(job: AnyJob, given: Given) {
  const clock = virtualClock(given.now);
  const store = recordStore(memoryStore({ clock }), given);
  const calls = recordCalls(job);
  const list = withDependencies(calls.job);
  const schedules = Object.fromEntries(list.map(({ name }) => [name, false]));
  const { services = {} } = given;
  const jobs = createJobs({ jobs: list, store: store.store, services, clock, timers: clock, schedules });
  return { jobs, store, calls, stopSkipping: clock.skipSleeps() };
}

async function oneAttempt(
  jobs: Jobs<AnyJob, never>,
  runId: string,
  signal: AbortSignal | undefined,
): ReturnType<typeof endOfAttempt> {
  const worker = jobs.worker({ concurrency: 1, only: { runIds: [runId] }, drain: 0 });
  const ending = endOfAttempt(jobs.events, runId);
  const abort = async (reason: unknown): Promise<void> => {
    if (reason instanceof RunAborted && reason.code === 'SHUTDOWN') await worker.stop({ now: true });
    else await jobs.cancel(runId, { by: 'test', message: reason instanceof Error ? reason.message : String(reason) });
  };
  const onAbort = (): void => {
    abort(signal?.reason).catch((error: unknown) => {
      jobs.events.emit('worker:error', { worker: worker.id, during: 'aborting', error });
    });
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await worker.start();
    return await ending;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await worker.stop();
  }
}

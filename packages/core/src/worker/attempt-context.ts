import type { Batch, BatchOptions } from '../batches/batch.js';
import { runBatches, type BatchEnvironment } from '../batches/run-batches.js';
import type { BatchSource } from '../batches/source.js';
import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { Checkpoint, JobContext, JobState, ProgressReporter, RunFacts, RunLogger } from '../job/job-context.js';
import type { SpawnOptions } from '../spawn/spawn-options.js';
import { RetryAfter, Snooze } from '../job/outcome.js';
import { toJson } from '../limits.js';
import type { ClaimedRun } from '../store/contract.js';
import type { AttemptTools } from './attempt-tools.js';

/**
 * The `ctx` that a handler gets. Whatever it offers is made when the handler reaches for it, and its methods are functions of
 * their own, so that a handler may take them out of it.
 */
export class AttemptContext implements JobContext {
  readonly input: unknown;
  readonly services: object;
  readonly results: object;
  readonly attempt: number;
  readonly #tools: AttemptTools;
  #run: RunFacts | undefined;

  constructor(tools: AttemptTools, given: { readonly input: unknown; readonly results: object }) {
    this.#tools = tools;
    this.input = given.input;
    this.services = tools.environment.services;
    this.results = given.results;
    this.attempt = tools.attempt.run.attempt;
  }

  get run(): RunFacts {
    return (this.#run ??= factsOf(this.#tools.attempt.run));
  }

  get signal(): AbortSignal {
    return this.#tools.attempt.signal;
  }

  get log(): RunLogger {
    return this.#tools.reporter.log;
  }

  get progress(): ProgressReporter {
    return this.#tools.reporter.progress;
  }

  get checkpoint(): Checkpoint<unknown> {
    return this.#tools.saved.face;
  }

  get state(): JobState<unknown> {
    return jobState(this.#tools);
  }

  get batches(): JobContext['batches'] {
    const tools = this.#tools;
    return <Item>(source: BatchSource<Item>, options: BatchOptions = {}): AsyncIterable<Batch<Item, unknown>> =>
      runBatches(source, options, batchEnvironment(tools));
  }

  get enqueue(): JobContext['enqueue'] {
    const { attempt, environment } = this.#tools;
    return async (job: { readonly name: string }, ...[input, options]: readonly [unknown?, object?]) => {
      attempt.refuseIfGivenUp();
      return environment.enqueue(job, input, { trigger: 'job', ...options });
    };
  }

  get spawn(): JobContext['spawn'] {
    const tools = this.#tools;
    const { attempt } = tools;
    return async (
      job: { readonly name: string },
      inputs: Iterable<unknown> | AsyncIterable<unknown>,
      options: SpawnOptions = {},
    ) => {
      attempt.refuseIfGivenUp();
      if (tools.handover !== undefined) throw spawnedInCollect(attempt.run.job);
      return tools.spawner.spawn(job, inputs, options);
    };
  }

  get children(): JobContext['children'] {
    const tools = this.#tools;
    return (job: { readonly name: string }, options: { readonly name?: string } = {}) =>
      tools.spawner.children(options.name ?? job.name);
  }

  get pause(): JobContext['pause'] {
    const { attempt, environment } = this.#tools;
    return (duration) => environment.timers.sleep(toMilliseconds(duration), attempt.signal);
  }

  get retryAfter(): JobContext['retryAfter'] {
    return (delay, reason) => new RetryAfter(delay, reason);
  }

  get snooze(): JobContext['snooze'] {
    return (delay, reason) => new Snooze(delay, reason);
  }
}

function factsOf(run: ClaimedRun): RunFacts {
  return {
    id: run.id,
    job: run.job,
    flowId: run.flowId,
    trigger: run.trigger,
    createdAt: run.createdAt,
    scheduledFor: run.scheduledFor,
    headers: run.headers ?? {},
    maxAttempts: run.maxAttempts,
  };
}

function spawnedInCollect(job: string): NightshiftError {
  return new NightshiftError(
    'INVALID_OPTION',
    `Job "${job}" calls ctx.spawn in collect, which nobody would wait for; spawn in run, or enqueue a run of its own.`,
  );
}

function jobState({ job, attempt, environment }: AttemptTools): JobState<unknown> {
  return {
    get: () => environment.store.state.get(job.name),
    set: async (value, options) => {
      attempt.refuseIfGivenUp();
      const bound = { bytes: environment.limits.stateBytes, code: 'INVALID_OPTION' } as const;
      await environment.store.state.set(job.name, toJson(value, `The state of job "${job.name}"`, bound), options);
    },
  };
}

function batchEnvironment(tools: AttemptTools): BatchEnvironment<unknown> {
  const { reporter, saved, environment } = tools;
  const { signal } = tools.attempt;
  return {
    signal,
    maxBatchSize: environment.limits.batchSize,
    now: () => performance.now(),
    sleep: (ms) => environment.timers.sleep(ms, signal),
    mark: (name) => saved.mark(name),
    saveMark: (name, mark, options) => saved.saveMark(name, mark, options),
    onTotal: (total) => {
      reporter.progress.total ??= total;
    },
    onDone: (items) => reporter.progress.add(items),
    onItemFailure: (item, message) => reporter.itemFailed(item, message),
  };
}

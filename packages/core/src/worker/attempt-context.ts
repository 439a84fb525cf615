import type { Batch, BatchOptions } from '../batches/batch.js';
import { runBatches, type BatchEnvironment } from '../batches/run-batches.js';
import type { BatchSource } from '../batches/source.js';
import { toMilliseconds } from '../duration.js';
import { NightshiftError } from '../errors.js';
import type { JobContext, JobState } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import type { Spawner } from '../spawn/spawner.js';
import type { SpawnOptions } from '../spawn/spawn-options.js';
import { RetryAfter, Snooze } from '../job/outcome.js';
import { toJson } from '../limits.js';
import type { ClaimedRun } from '../store/contract.js';
import type { Reporter } from './reporter.js';
import type { AttemptControl, SavedCheckpoint } from './saved-checkpoint.js';
import type { WorkerEnvironment } from './worker-environment.js';

interface AttemptParts {
  readonly run: ClaimedRun;
  readonly job: AnyJob;
  readonly input: unknown;
  readonly results: object;
  readonly attempt: AttemptControl;
  readonly reporter: Reporter;
  readonly saved: SavedCheckpoint;
  readonly spawner: Spawner;
  readonly environment: WorkerEnvironment;
}

/** Builds the `ctx` that a handler gets. */
export function attemptContext(parts: AttemptParts): JobContext {
  const { run, environment, reporter, attempt, saved, spawner } = parts;
  return {
    run: {
      id: run.id,
      job: run.job,
      flowId: run.flowId,
      trigger: run.trigger,
      createdAt: run.createdAt,
      scheduledFor: run.scheduledFor,
      headers: run.headers ?? {},
      maxAttempts: run.maxAttempts,
    },
    input: parts.input,
    services: environment.services,
    results: parts.results,
    get signal() {
      return attempt.signal;
    },
    attempt: run.attempt,
    log: reporter.log,
    progress: reporter.progress,
    checkpoint: saved.face,
    state: jobState(parts),
    batches: <Item>(source: BatchSource<Item>, options: BatchOptions = {}): AsyncIterable<Batch<Item, unknown>> =>
      runBatches(source, options, batchEnvironment(parts)),
    enqueue: async (job: { readonly name: string }, ...[input, options]: readonly [unknown?, object?]) => {
      attempt.refuseIfGivenUp();
      return environment.enqueue(job, input, { trigger: 'job', ...options });
    },
    spawn: async (
      job: { readonly name: string },
      inputs: Iterable<unknown> | AsyncIterable<unknown>,
      options: SpawnOptions = {},
    ) => {
      attempt.refuseIfGivenUp();
      if (saved.handover !== undefined) throw spawnedInCollect(run.job);
      return spawner.spawn(job, inputs, options);
    },
    children: (job: { readonly name: string }, options: { readonly name?: string } = {}) =>
      spawner.children(options.name ?? job.name),
    pause: (duration) => environment.timers.sleep(toMilliseconds(duration), attempt.signal),
    retryAfter: (delay, reason) => new RetryAfter(delay, reason),
    snooze: (delay, reason) => new Snooze(delay, reason),
  };
}

function spawnedInCollect(job: string): NightshiftError {
  return new NightshiftError(
    'INVALID_OPTION',
    `Job "${job}" calls ctx.spawn in collect, which nobody would wait for; spawn in run, or enqueue a run of its own.`,
  );
}

function jobState({ job, attempt, environment }: AttemptParts): JobState<unknown> {
  return {
    get: () => environment.store.state.get(job.name),
    set: async (value, options) => {
      attempt.refuseIfGivenUp();
      const bound = { bytes: environment.limits.stateBytes, code: 'INVALID_OPTION' } as const;
      await environment.store.state.set(job.name, toJson(value, `The state of job "${job.name}"`, bound), options);
    },
  };
}

function batchEnvironment(parts: AttemptParts): BatchEnvironment<unknown> {
  const { reporter, attempt, environment, saved } = parts;
  const { signal } = attempt;
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

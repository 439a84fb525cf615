import type { Batch, BatchOptions } from '../batches/batch.js';
import { runBatches, type BatchEnvironment, type BatchMark } from '../batches/run-batches.js';
import type { BatchSource } from '../batches/source.js';
import { toMilliseconds } from '../duration.js';
import type { Checkpoint, JobContext, JobState } from '../job/job-context.js';
import type { AnyJob } from '../job/job.js';
import { RetryAfter, Snooze } from '../job/outcome.js';
import { toJson } from '../limits.js';
import type { Lease, TxOption } from '../store/contract.js';
import type { ClaimedRun } from '../store/contract.js';
import type { Reporter } from './reporter.js';
import { leaseLost, type RunAborted } from './run-aborted.js';
import { readSavedState, toCheckpoint, type SavedState } from './saved-state.js';
import type { WorkerEnvironment } from './worker-environment.js';

interface AttemptParts {
  readonly run: ClaimedRun;
  readonly job: AnyJob;
  readonly input: unknown;
  readonly results: object;
  readonly attempt: AttemptControl;
  readonly reporter: Reporter;
  readonly environment: WorkerEnvironment;
}

/** The attempt as its context sees it. */
interface AttemptControl {
  readonly signal: AbortSignal;
  /** Stops the attempt from inside, when a write shows that the lease is gone. */
  abort(reason: RunAborted): void;
  /** Throws once the attempt was given up or lost: what no lease guards is refused here. */
  refuseIfGivenUp(): void;
}

/** Builds the `ctx` that a handler gets. */
export function attemptContext(parts: AttemptParts): JobContext {
  const { run, environment, reporter, attempt } = parts;
  const saved = new SavedCheckpoint(parts);
  return {
    run: {
      id: run.id,
      job: run.job,
      flowId: run.flowId,
      trigger: run.trigger,
      createdAt: run.createdAt,
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
      runBatches(source, options, batchEnvironment(parts, saved)),
    enqueue: async (job: { readonly name: string }, ...[input, options]: readonly [unknown?, object?]) => {
      attempt.refuseIfGivenUp();
      return environment.enqueue(job, input, { trigger: 'job', ...options });
    },
    pause: (duration) => environment.timers.sleep(toMilliseconds(duration), attempt.signal),
    retryAfter: (delay, reason) => new RetryAfter(delay, reason),
    snooze: (delay, reason) => new Snooze(delay, reason),
  };
}

/** The run's checkpoint: one stored value for the handler's own state and the marks of its batch loops. */
class SavedCheckpoint {
  #state: SavedState;

  constructor(private readonly parts: AttemptParts) {
    this.#state = readSavedState(parts.run.checkpoint);
  }

  readonly face: Checkpoint<unknown> = (() => {
    const read = (): SavedState => this.#state;
    return {
      get value() {
        return read().value;
      },
      save: (value, options) => this.#save({ ...this.#state, value }, options),
    };
  })();

  mark(name: string): BatchMark | undefined {
    return this.#state.marks[name];
  }

  saveMark(name: string, mark: BatchMark, options?: TxOption<unknown>): Promise<void> {
    return this.#save({ ...this.#state, marks: { ...this.#state.marks, [name]: mark } }, options);
  }

  async #save(state: SavedState, options?: TxOption<unknown>): Promise<void> {
    const { run, environment, attempt } = this.parts;
    attempt.refuseIfGivenUp();
    const lease: Lease = { runId: run.id, token: run.token };
    const checkpoint = toJson(toCheckpoint(state), 'The checkpoint', {
      bytes: environment.limits.checkpointBytes,
      code: 'INVALID_OPTION',
    });
    const answer = await environment.store.checkpoint(lease, checkpoint, options);
    if (!answer.held) {
      const lost = leaseLost();
      attempt.abort(lost);
      throw lost;
    }
    this.#state = state;
  }
}

function jobState({ job, attempt, environment }: AttemptParts): JobState<unknown> {
  return {
    get: () => environment.store.state.get(job.name),
    set: async (value, options) => {
      attempt.refuseIfGivenUp();
      await environment.store.state.set(job.name, value, options);
    },
  };
}

function batchEnvironment(parts: AttemptParts, saved: SavedCheckpoint): BatchEnvironment<unknown> {
  const { reporter, attempt, environment } = parts;
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

import type { BatchMark } from '../batches/run-batches.js';
import type { AnyJob } from '../job/job.js';
import type { Checkpoint } from '../job/job-context.js';
import { readCheckpoint } from '../job/read-checkpoint.js';
import type { Json } from '../json.js';
import { toJson } from '../limits.js';
import type { SpawnMark } from '../spawn/spawner.js';
import type { ClaimedRun, Lease, LeaseAnswer, TxOption } from '../store/contract.js';
import { leaseLost, type RunAborted } from './run-aborted.js';
import { readSavedState, toCheckpoint, type SavedState } from './saved-state.js';
import type { WorkerEnvironment } from './worker-environment.js';

/** The attempt as those see it who act for it. */
export interface AttemptControl {
  readonly run: ClaimedRun;
  readonly lease: Lease;
  readonly signal: AbortSignal;
  /** Stops the attempt from inside, when a write shows that the lease is gone. */
  abort(reason: RunAborted): void;
  /** Throws once the attempt was given up or lost: what no lease guards is refused here. */
  refuseIfGivenUp(): void;
}

interface CheckpointParts {
  readonly job: AnyJob;
  readonly attempt: AttemptControl;
  readonly environment: Pick<WorkerEnvironment, 'store' | 'limits'>;
}

/** The run's checkpoint: one stored value for the handler's own state, the marks of its batch loops, and what it spawned. */
export class SavedCheckpoint {
  #state: SavedState;

  /** @throws NightshiftError `NEWER_VERSION`, `UPCAST_FAILED`. */
  constructor(private readonly parts: CheckpointParts) {
    const stored = readSavedState(parts.attempt.run.checkpoint);
    this.#state = { ...stored, value: readCheckpoint(parts.job, stored), version: parts.job.version };
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

  /** What `run` returned, once it is over and its children are waited for. */
  get handover(): SavedState['handover'] {
    return this.#state.handover;
  }

  get spawns(): Readonly<Record<string, SpawnMark>> {
    return this.#state.spawns;
  }

  mark(name: string): BatchMark | undefined {
    return Object.hasOwn(this.#state.marks, name) ? this.#state.marks[name] : undefined;
  }

  saveMark(name: string, mark: BatchMark, options?: TxOption<unknown>): Promise<void> {
    return this.#save({ ...this.#state, marks: { ...this.#state.marks, [name]: mark } }, options);
  }

  async saveSpawn(name: string, mark: SpawnMark): Promise<void> {
    if (Object.hasOwn(this.#state.spawns, name)) return;
    await this.#save({ ...this.#state, spawns: { ...this.#state.spawns, [name]: mark } });
  }

  saveHandover(output: Json): Promise<void> {
    return this.#save({ ...this.#state, handover: { output } });
  }

  /** @throws RunAborted `LEASE_LOST` when another worker has the run; the attempt is told. */
  refuseUnlessHeld(answer: LeaseAnswer): void {
    if (answer.held) return;
    const lost = leaseLost();
    this.parts.attempt.abort(lost);
    throw lost;
  }

  async #save(state: SavedState, options?: TxOption<unknown>): Promise<void> {
    const { environment, attempt } = this.parts;
    attempt.refuseIfGivenUp();
    const checkpoint = toJson(toCheckpoint(state), 'The checkpoint', {
      bytes: environment.limits.checkpointBytes,
      code: 'INVALID_OPTION',
    });
    this.refuseUnlessHeld(await environment.store.checkpoint(attempt.lease, checkpoint, options));
    this.#state = state;
  }
}

import { Spawner } from '../spawn/spawner.js';
import type { Mask } from '../redaction/mask.js';
import type { AnyJob } from '../job/job.js';
import type { AttemptEvents } from './attempt-events.js';
import { isUnreachable, persist } from './persist.js';
import { Reporter } from './reporter.js';
import { cancelled, leaseLost } from './run-aborted.js';
import { SavedCheckpoint, type AttemptControl } from './saved-checkpoint.js';
import { itemsDone, readSavedState, type SavedState } from './saved-state.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';

interface AttemptToolsParts {
  readonly job: AnyJob;
  readonly environment: WorkerEnvironment;
  readonly events: AttemptEvents;
  readonly mask: Mask;
}

/**
 * What one attempt writes with: its reporter, its checkpoint and its spawner, each made when it is first asked for. A short
 * handler asks for none of them, and making all of them costs more than its attempt.
 */
export class AttemptTools {
  readonly attempt: AttemptControl;
  readonly job: AnyJob;
  readonly environment: WorkerEnvironment;
  readonly #events: AttemptEvents;
  readonly #mask: Mask;
  readonly #startedAt: number;
  #reporter: Reporter | undefined;
  #saved: SavedCheckpoint | undefined;
  #spawner: Spawner | undefined;

  constructor(attempt: AttemptControl, { job, environment, events, mask }: AttemptToolsParts) {
    this.attempt = attempt;
    this.job = job;
    this.environment = environment;
    this.#events = events;
    this.#mask = mask;
    this.#startedAt = environment.clock.now();
  }

  get reporter(): Reporter {
    return (this.#reporter ??= this.#newReporter());
  }

  /** @throws NightshiftError `NEWER_VERSION`, `UPCAST_FAILED` for what an earlier attempt saved. */
  get saved(): SavedCheckpoint {
    return (this.#saved ??= new SavedCheckpoint(this));
  }

  get spawner(): Spawner {
    return (this.#spawner ??= this.#newSpawner());
  }

  /** What `run` returned in an earlier attempt, while its children are waited for. @throws as `saved` does. */
  get handover(): SavedState['handover'] {
    return this.#hasSaved ? this.saved.handover : undefined;
  }

  /** Whether this attempt or an earlier one spawned anything. */
  get hasSpawned(): boolean {
    return this.#hasSaved && this.spawner.isUsed;
  }

  get #hasSaved(): boolean {
    return this.#saved !== undefined || this.attempt.run.checkpoint !== null;
  }

  /** Stores what is left of the log; undefined when nothing was reported. Rejects when the store is not reached for long. */
  closeLog(): Promise<void> | undefined {
    const reporter = this.#reporter;
    return reporter && persist(() => this.#close(reporter));
  }

  // What was logged must not keep a run from ending: only an unreachable store is waited for.
  async #close(reporter: Reporter): Promise<void> {
    try {
      await reporter.close();
    } catch (error) {
      if (isUnreachable(error)) throw error;
      reportError(this.environment, `storing the log of run ${this.attempt.run.id}`, error);
    }
  }

  #newReporter(): Reporter {
    const { environment, attempt } = this;
    const { run } = attempt;
    const [events, mask] = [this.#events, this.#mask];
    return new Reporter({
      limits: environment.limits,
      mask,
      done: itemsDone(readSavedState(run.checkpoint)),
      startedAt: this.#startedAt,
      now: () => environment.clock.now(),
      send: async (report) => {
        const answer = await environment.report({ lease: attempt.lease, ...report });
        if (!answer.held) attempt.abort(leaseLost());
        if (report.progress) events.progress(report.progress);
      },
      onError: (error) => reportError(environment, `storing the progress of run ${run.id}`, error),
      onLog: (level, message, fields) => {
        environment.logger[level](message, { runId: run.id, job: run.job, ...fields });
        events.log(level, message, fields);
      },
    });
  }

  #newSpawner(): Spawner {
    const { attempt, environment, saved } = this;
    return new Spawner({
      run: attempt.run,
      store: environment.store,
      prepare: environment.prepare,
      marks: () => saved.spawns,
      saveMark: (name, mark) => saved.saveSpawn(name, mark),
      refuseUnlessHeld: (answer) => saved.refuseUnlessHeld(answer),
      stopFor: (cancel) => {
        const reason = cancelled(cancel);
        attempt.abort(reason);
        throw reason;
      },
    });
  }
}

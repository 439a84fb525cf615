import type { JobEventEmitter } from '../events.js';
import type { ClaimedRun } from '../store/contract.js';
import type { LogLevel, RunProgress } from '../store/run-record.js';
import type { LogFields } from '../job/job-context.js';
import type { Verdict } from './verdict.js';
import type { WorkerEnvironment } from './worker-environment.js';

/** Tells of one attempt. */
export class AttemptEvents {
  readonly #events: JobEventEmitter;
  readonly #facts: { readonly runId: string; readonly job: string; readonly worker: string };
  readonly #attempt: number;
  readonly #startedAt = performance.now();

  constructor(run: ClaimedRun, { events, id: worker }: Pick<WorkerEnvironment, 'events' | 'id'>) {
    this.#events = events;
    this.#facts = { runId: run.id, job: run.job, worker };
    this.#attempt = run.attempt;
  }

  started(): void {
    const { runId, job, worker } = this.#facts;
    this.#events.emit('run:started', { runId, job, worker, attempt: this.#attempt });
  }

  stuck(): void {
    this.#events.emit('run:stuck', { ...this.#facts, attempt: this.#attempt });
  }

  lost(): void {
    this.#events.emit('run:lost', this.#facts);
  }

  progress(progress: RunProgress): void {
    this.#events.emit('run:progress', { ...this.#facts, progress });
  }

  log(level: LogLevel, message: string, fields: LogFields | undefined): void {
    this.#events.emit('run:log', { ...this.#facts, level, message, ...(fields && { fields }) });
  }

  ended(verdict: Exclude<Verdict, { verb: 'nothing' }>): void {
    const durationMs = performance.now() - this.#startedAt;
    if (verdict.verb === 'release') {
      const { delayMs, attempt } = verdict.release;
      const facts = { ...this.#facts, outcome: attempt.outcome, delayMs, durationMs };
      this.#events.emit('run:released', { ...facts, error: attempt.error ?? null });
    } else {
      const { state, error } = verdict.settlement;
      const { runId, job, worker } = this.#facts;
      this.#events.emit('run:settled', { runId, job, worker, state, error, durationMs });
    }
  }
}

import type { Attempt } from './attempt.js';
import type { WorkerEnvironment } from './worker-environment.js';

/** A handler that ignored its abort for the whole grace, and whose code still runs. */
export interface StuckHandler {
  readonly runId: string;
  readonly job: string;
  readonly attempt: number;
  /** When it was given up. */
  readonly since: Date;
}

/**
 * The handlers that were given up, until they end. Each had its slot taken by new work, as far as there are replacements;
 * beyond them it keeps the slot.
 */
export class StuckHandlers {
  readonly #handlers = new Map<Attempt, StuckHandler>();

  constructor(
    private readonly environment: Pick<WorkerEnvironment, 'id' | 'clock' | 'events'>,
    private readonly replacementSlots: number,
    /** A handler has ended, and there may be room again. */
    private readonly onEnded: () => void,
  ) {}

  /** Longest stuck first. */
  get list(): readonly StuckHandler[] {
    return [...this.#handlers.values()];
  }

  /** Slots that stuck handlers keep from new work. */
  get slots(): number {
    return Math.max(0, this.#handlers.size - this.replacementSlots);
  }

  add(attempt: Attempt): void {
    const { id, job } = attempt.run;
    const since = this.environment.clock.now();
    this.#change(() =>
      this.#handlers.set(attempt, { runId: id, job, attempt: attempt.run.attempt, since: new Date(since) }),
    );
    void attempt.handlerEnded.then(() => {
      this.#change(() => this.#handlers.delete(attempt));
      const stuckMs = this.environment.clock.now() - since;
      this.environment.events.emit('run:unstuck', { runId: id, job, attempt: attempt.run.attempt, stuckMs });
      this.onEnded();
    });
  }

  #change(change: () => unknown): void {
    const before = this.slots;
    change();
    if (before > 0 === this.slots > 0) return;
    const { id, events } = this.environment;
    events.emit('worker:health', { worker: id, healthy: this.slots === 0, stuck: this.#handlers.size });
  }
}

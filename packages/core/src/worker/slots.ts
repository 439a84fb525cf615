import type { Attempt } from './attempt.js';
import { Governor } from './governor.js';
import { HostProbe } from './host-probe.js';
import { StuckHandlers, type StuckHandler } from './stuck-handlers.js';
import type { WorkerEnvironment } from './worker-environment.js';
import type { WorkerSettings } from './worker-options.js';

/** How much a worker may take on: its concurrency, less what a busy host takes off and what stuck handlers keep. */
export class Slots {
  readonly #concurrency: number;
  readonly #governor: Governor | null;
  readonly #stuck: StuckHandlers;
  readonly #probe = new HostProbe();

  /** @param onRoom - told when there may be room again. */
  constructor(environment: WorkerEnvironment, settings: WorkerSettings, onRoom: () => void) {
    const { concurrency, governor: bounds, replacementSlots } = settings;
    const { id: worker, events } = environment;
    this.#concurrency = concurrency;
    this.#stuck = new StuckHandlers(environment, replacementSlots, onRoom);
    // Of one there is nothing to take off.
    this.#governor =
      bounds === null || concurrency === 1
        ? null
        : new Governor({ worker, concurrency, bounds, events, probe: this.#probe, onGrow: onRoom });
  }

  /** Runs that may be at the same time, stuck handlers aside. */
  get allowance(): number {
    return this.#governor?.allowance ?? this.#concurrency;
  }

  /** The longest that the event loop was held up since it was asked for before, in milliseconds. */
  takeLongestDelayMs(): number {
    return this.#probe.takeLongestDelayMs();
  }

  get stuck(): readonly StuckHandler[] {
    return this.#stuck.list;
  }

  get healthy(): boolean {
    return this.#stuck.slots === 0;
  }

  /** How many more runs may begin while so many are executing; 0 or less is none. */
  free(executing: number): number {
    return Math.min(this.allowance, this.#concurrency - this.#stuck.slots) - executing;
  }

  /** Whether what was claimed may begin while so many are executing: a busy host is no reason to keep it waiting. */
  mayBegin(executing: number): boolean {
    return executing < this.#concurrency - this.#stuck.slots;
  }

  start(): void {
    this.#probe.start();
    this.#governor?.start();
  }

  stop(): void {
    this.#governor?.stop();
    this.#probe.stop();
  }

  /** Counts an attempt that was given up, until its handler ends. */
  giveUp(attempt: Attempt): void {
    this.#stuck.add(attempt);
  }
}

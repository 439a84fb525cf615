import type { JobEventEmitter } from '../events.js';
import { after, type Timer } from '../timers.js';
import { nextAllowance, type GovernorBounds, type HostSample } from './allowance.js';

const SAMPLE_MS = 1_000;

interface GovernorParts {
  readonly worker: string;
  readonly concurrency: number;
  readonly bounds: GovernorBounds;
  readonly events: JobEventEmitter;
  readonly probe: { sample(): HostSample };
  /** There is room for more. */
  onGrow(): void;
}

/** Keeps a worker from taking more of its host than the host can give: samples once a second, and says how many runs may be. */
export class Governor {
  #allowance: number;
  #direction: 'steady' | 'down' | 'up' = 'steady';
  #timer: Timer | undefined;

  constructor(private readonly parts: GovernorParts) {
    this.#allowance = parts.concurrency;
  }

  get allowance(): number {
    return this.#allowance;
  }

  start(): void {
    this.#arm();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  // The host is measured in real time, also where a test gives the worker a virtual clock.
  #arm(): void {
    const turn = (): void => {
      this.#adapt(this.parts.probe.sample());
      this.#arm();
    };
    this.#timer = after(SAMPLE_MS, turn, { unref: true });
  }

  #adapt(sample: HostSample): void {
    const { worker, concurrency, bounds, events } = this.parts;
    const before = this.#allowance;
    const { allowance, reason } = nextAllowance(before, sample, { ...bounds, concurrency });
    this.#allowance = allowance;
    const direction = this.#directionOf(reason !== null);
    if (direction !== this.#direction) {
      this.#direction = direction;
      const delayMs = Math.round(sample.eventLoopDelayMs);
      events.emit('worker:throttled', { worker, allowance, concurrency, reason, delayMs });
    }
    if (allowance > before) this.parts.onGrow();
  }

  #directionOf(isBreach: boolean): 'steady' | 'down' | 'up' {
    if (this.#allowance === this.parts.concurrency) return 'steady';
    return isBreach ? 'down' : 'up';
  }
}

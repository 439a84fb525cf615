import type { Timer, Timers } from '../timers.js';
import type { RunAborted } from './run-aborted.js';

/** That a handler is asked to stop: why, its signal, and when waiting for it is given up. */
export class StopRequest {
  readonly #timers: Timers;
  #controller: AbortController | undefined;
  #reason: RunAborted | undefined;
  #giveUpAt = Number.POSITIVE_INFINITY;
  #giveUp: Timer | undefined;
  #isOver = false;
  #onGivenUp: (reason: RunAborted) => void = () => undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get reason(): RunAborted | undefined {
    return this.#reason;
  }

  /** Made when a handler first asks: most never do, and a signal is the costliest part of a short attempt. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  /** Calls back when an aborted handler has outlived its grace; there is one to call. */
  whenGivenUp(tell: (reason: RunAborted) => void): void {
    this.#onGivenUp = tell;
  }

  /** The first reason counts, and the shortest grace. */
  make(reason: RunAborted, graceMs: number): void {
    if (this.#isOver) return;
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
    const giveUpAt = performance.now() + graceMs;
    if (giveUpAt >= this.#giveUpAt) return;
    this.#giveUpAt = giveUpAt;
    this.#giveUp?.cancel();
    this.#giveUp = this.#timers.after(graceMs, () => this.#onGivenUp(this.#reason ?? reason));
  }

  /** The attempt has ended: nothing is asked of it any more. */
  end(): void {
    this.#isOver = true;
    this.#giveUp?.cancel();
  }
}

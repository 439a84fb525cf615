import type { Timer, Timers } from '../timers.js';
import type { Attempt } from './attempt.js';

// Handlers that end many a millisecond have taken long all of a sudden: others may have room.
const LONGEST_WAIT_MS = 1_000;

interface LocalQueueParts {
  readonly timers: Timers;
  /** Whether another handler may begin while so many run. */
  mayBegin(executing: number): boolean;
  /** Called when a handler has ended and its slot is free, before its end is written down. */
  onSlotFree(attempt: Attempt): void;
  /** Has the end of an attempt written down; whoever does it calls `over` then. */
  writeDown(attempt: Attempt): void;
  /** Asks an attempt that has not begun to stop: it has waited for too long. */
  handBack(attempt: Attempt): void;
}

/**
 * What a worker has claimed: attempts that wait for a slot, those whose handler runs, and those whose end is being written
 * down, which need no slot any more.
 */
export class LocalQueue {
  readonly #parts: LocalQueueParts;
  #waiting: Attempt[] = [];
  #executing = 0;
  #writing = 0;
  #timer: Timer | undefined;
  #onIdle: (() => void)[] = [];

  constructor(parts: LocalQueueParts) {
    this.#parts = parts;
  }

  /** Attempts that have not begun. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get executing(): number {
    return this.#executing;
  }

  /** Attempts whose handler has ended and whose end is not written down yet. */
  get writing(): number {
    return this.#writing;
  }

  add(attempts: readonly Attempt[]): void {
    this.#waiting.push(...attempts);
    this.begin();
    if (this.#waiting.length > 0) this.#timer ??= this.#parts.timers.after(LONGEST_WAIT_MS, () => this.handBack());
  }

  /** Begins what may begin. */
  begin(): void {
    while (this.#waiting.length > 0 && this.#parts.mayBegin(this.#executing)) {
      void this.#run(this.#waiting.shift() as Attempt);
    }
    if (this.#waiting.length === 0) this.#stopWaiting();
  }

  /** Hands back what has not begun: it is asked to stop, and ends without its handler. */
  handBack(): void {
    const handedBack = this.#waiting;
    this.#waiting = [];
    this.#stopWaiting();
    for (const attempt of handedBack) {
      this.#parts.handBack(attempt);
      void this.#run(attempt);
    }
  }

  /** Resolves when nothing is left. */
  async idle(): Promise<void> {
    if (this.#isIdle) return;
    await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  get #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#executing === 0 && this.#writing === 0;
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  async #run(attempt: Attempt): Promise<void> {
    this.#executing += 1;
    attempt.conclude(await attempt.execute());
    this.#executing -= 1;
    this.#writing += 1;
    this.#parts.onSlotFree(attempt);
    this.#parts.writeDown(attempt);
  }

  /** The end of an attempt is written down. */
  over(): void {
    this.#writing -= 1;
    if (!this.#isIdle) return;
    const told = this.#onIdle;
    this.#onIdle = [];
    for (const tell of told) tell();
  }
}

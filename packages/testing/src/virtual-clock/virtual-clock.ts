import { toMilliseconds, type Clock, type Duration, type Timer, type Timers } from '@nightshift/core';
import { DueList, type Due } from './due-list.js';

// A callback sets off promises and batched writes, which take a few turns of the event loop to settle on a store in memory.
const TURNS = 10;

/**
 * A clock that also drives timers: time passes when it is told to, and whatever is due on the way is called back in order.
 *
 * Give it to the store as its clock, and to `createJobs` as `clock` and as `timers`.
 */
export interface VirtualClock extends Clock, Timers {
  /** How many callbacks and sleeps wait for their time. */
  readonly pending: number;
  /** Moves on. Resolves when everything that fell due was called back, and what that set off has had its turns. */
  advance(duration: Duration): Promise<void>;
  /** Moves on at once, as a machine that slept: what fell due meanwhile is called back at the end. For long times. */
  leap(duration: Duration): Promise<void>;
  /**
   * From now on nobody sleeps: whoever calls `sleep`, as `ctx.pause` does, makes the clock jump to the end of that sleep.
   * What is due earlier, such as the timeout of an attempt, still comes first.
   *
   * @returns ends it.
   */
  skipSleeps(): () => void;
}

/**
 * @param start - where it stands at first. Default: the beginning of 2026 in UTC.
 *
 * @example
 * const clock = virtualClock();
 * const jobs = createJobs({ jobs: [greet], store: memoryStore({ clock }), clock, timers: clock });
 * await jobs.enqueue(greet, { name: 'Ada' }, { delay: '1h' });
 * await jobs.worker().start();
 * await clock.advance('1h');
 * await jobs.close();
 */
export function virtualClock(start: Date = new Date('2026-01-01T00:00:00Z')): VirtualClock {
  return new StandingClock(start.getTime());
}

class StandingClock implements VirtualClock {
  readonly #timers = new DueList();
  readonly #sleeps = new DueList();
  #now: number;
  #moving: Promise<void> = Promise.resolve();
  #skippers = 0;

  constructor(start: number) {
    this.#now = start;
  }

  get pending(): number {
    return this.#timers.size + this.#sleeps.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): Timer {
    return this.#timers.add({ at: this.#now + Math.max(0, ms), call: callback });
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        timer.cancel();
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const timer = this.#sleeps.add({ at: this.#now + Math.max(0, ms), call: wake });
      signal?.addEventListener('abort', stop, { once: true });
      this.#skip();
    });
  }

  async advance(duration: Duration): Promise<void> {
    const ms = toMilliseconds(duration, 'advance');
    await this.#move(() => this.#now + ms);
  }

  async leap(duration: Duration): Promise<void> {
    const ms = toMilliseconds(duration, 'leap');
    await this.#move(() => (this.#now += ms));
  }

  skipSleeps(): () => void {
    this.#skippers += 1;
    this.#skip();
    let ended = false;
    return () => {
      if (!ended) this.#skippers -= 1;
      ended = true;
    };
  }

  // After the moves under way: what sleeps may have been aborted by then.
  #skip(): void {
    if (this.#skippers > 0) void this.#move(() => (this.#skippers > 0 ? this.#sleeps.first?.at : undefined));
  }

  /** One move after the other, so that two callers never pass each other on the way. */
  #move(target: () => number | undefined): Promise<void> {
    this.#moving = this.#moving.then(() => this.#moveTo(target()));
    return this.#moving;
  }

  async #moveTo(target: number | undefined): Promise<void> {
    await turns();
    for (let due = this.#due(target); due !== undefined; due = this.#due(target)) {
      this.#now = Math.max(this.#now, due.at);
      due.call();
      await turns();
    }
    this.#now = Math.max(this.#now, target ?? 0);
  }

  #due(target = Number.NEGATIVE_INFINITY): Due | undefined {
    const earlier = (this.#timers.first?.at ?? Infinity) <= (this.#sleeps.first?.at ?? Infinity);
    return (earlier ? this.#timers : this.#sleeps).take(target);
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

import type { Timer, Timers } from '../timers.js';

/** A task that repeats until it is stopped; the task says how long to wait, and a poke ends the wait. */
export interface Loop {
  /** Runs the task again as soon as the present turn is over. */
  poke(): void;
  /**
   * As `poke`, and waits: resolves with what a turn answered that began after this call, or with infinity when the loop is
   * stopped before; rejects when that turn failed, which is told like any failure.
   */
  turn(): Promise<number>;
  /** Ends the loop; resolves when the turn under way is over. */
  stop(): Promise<void>;
}

/**
 * Repeats a task.
 *
 * @param task - resolves with the milliseconds until the next turn; when it rejects, the error is told and the wait is `retryMs`.
 */
export function loop(
  task: () => Promise<number>,
  options: { readonly retryMs: number; readonly timers: Timers; onError(error: unknown): void },
): Loop {
  const awaited = new AwaitedTask(task);
  let stopped = false;
  let poked = false;
  let timer: Timer | undefined;
  let turn: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    let waitMs = options.retryMs;
    try {
      do {
        poked = false;
        waitMs = await awaited.run();
      } while (poked && !stopped);
    } catch (error) {
      options.onError(error);
    }
    turn = undefined;
    if (!stopped) timer = options.timers.after(poked ? options.retryMs : waitMs, start);
  };
  const start = (): void => {
    timer?.cancel();
    turn ??= run();
  };
  const poke = (): void => {
    poked = true;
    if (!stopped && turn === undefined) start();
  };

  start();
  return {
    poke,
    turn() {
      if (stopped) return Promise.resolve(Number.POSITIVE_INFINITY);
      const answer = awaited.next();
      poke();
      return answer;
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await turn;
      awaited.end();
    },
  };
}

interface Asker {
  readonly resolve: (waitMs: number) => void;
  readonly reject: (error: unknown) => void;
}

/** A task whose next answer can be waited for. */
class AwaitedTask {
  #askers: Asker[] = [];

  constructor(private readonly task: () => Promise<number>) {}

  /** What the next run answers, of those that have not begun. */
  next(): Promise<number> {
    return new Promise((resolve, reject) => this.#askers.push({ resolve, reject }));
  }

  async run(): Promise<number> {
    const asked = this.#askers;
    this.#askers = [];
    try {
      const waitMs = await this.task();
      for (const { resolve } of asked) resolve(waitMs);
      return waitMs;
    } catch (error) {
      for (const { reject } of asked) reject(error);
      throw error;
    }
  }

  /** There is no next run. */
  end(): void {
    for (const { resolve } of this.#askers) resolve(Number.POSITIVE_INFINITY);
  }
}

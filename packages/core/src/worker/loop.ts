import type { Timer, Timers } from '../timers.js';

/** A task that repeats until it is stopped; the task says how long to wait, and a poke ends the wait. */
export interface Loop {
  /** Runs the task again as soon as the present turn is over. */
  poke(): void;
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
  let stopped = false;
  let poked = false;
  let timer: Timer | undefined;
  let turn: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    let waitMs = options.retryMs;
    try {
      do {
        poked = false;
        waitMs = await task();
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

  start();
  return {
    poke() {
      poked = true;
      if (!stopped && turn === undefined) start();
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await turn;
    },
  };
}

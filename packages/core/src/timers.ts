// A longer timeout makes Node fire at once, with a warning.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** A pending wait; cancelling it twice, or after it fired, is harmless. */
export interface Timer {
  cancel(): void;
}

/**
 * Where waiting comes from, besides the store's own clock: a worker's loops, the timeout of an attempt, `ctx.pause`.
 * Tests give a virtual clock, on which a wait costs no time.
 */
export interface Timers {
  /** Calls back after so many milliseconds. */
  after(ms: number, callback: () => void): Timer;
  /** Resolves after so many milliseconds; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Calls back after so many milliseconds, however many; `unref` lets the process exit meanwhile. */
export function after(ms: number, callback: () => void, options: { readonly unref?: boolean } = {}): Timer {
  let handle: NodeJS.Timeout;
  const arm = (left: number): void => {
    const step = Math.min(Math.max(left, 0), LONGEST_TIMEOUT_MS);
    handle = setTimeout(() => (left > step ? arm(left - step) : callback()), step);
    if (options.unref === true) handle.unref();
  };
  arm(ms);
  return { cancel: () => clearTimeout(handle) };
}

/** Resolves after so many milliseconds; rejects with the signal's reason when that aborts first. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason as Error);
    const stop = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}

export const systemTimers: Timers = { after, sleep };

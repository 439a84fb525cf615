import { NightshiftError } from '../errors.js';
import { sleep } from '../timers.js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
const GIVE_UP_AFTER_MS = 10 * 60_000;

/**
 * Repeats a write until the store can be reached: the work is done, and a restart of the database must not undo it.
 * Other errors, and ten minutes without an answer, reject; the lease then expires and the run starts again elsewhere.
 */
export function persist<T>(write: () => Promise<T>): Promise<T> {
  return write().catch((error: unknown) => repeat(write, error));
}

async function repeat<T>(write: () => Promise<T>, failure: unknown): Promise<T> {
  const startedAt = performance.now();
  let error = failure;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (!isUnreachable(error) || performance.now() - startedAt > GIVE_UP_AFTER_MS) throw error;
    await sleep(wait);
    try {
      return await write();
    } catch (next) {
      error = next;
    }
  }
}

/** Whether the store could not be reached, so that the same call may go through later. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof NightshiftError && error.code === 'STORE_UNREACHABLE';
}

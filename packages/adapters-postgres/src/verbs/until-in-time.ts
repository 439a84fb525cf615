import { NightshiftError } from '@nightshift/core';

const TRIES = 20;

/**
 * Runs a statement until it says that it was not late: what it had to know was committed while it waited for a lock, and
 * it changed nothing. In a host's transaction it keeps its locks, so that the second try is in time.
 */
export async function untilInTime<Row extends { readonly late?: boolean | null }>(
  ask: () => Promise<Row[]>,
): Promise<Row[]> {
  for (let tries = 0; tries < TRIES; tries++) {
    const rows = await ask();
    if (rows[0]?.late !== true) return rows;
  }
  throw new NightshiftError('STORE_UNREACHABLE', 'What depends on these runs keeps changing; try again');
}

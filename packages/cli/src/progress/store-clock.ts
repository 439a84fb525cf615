import { systemClock, type Clock } from '@nightshift/core';
import type { Client } from '../app/session.js';

/** The clock that the times of runs come from: this process's own, set once by the store's. */
export async function storeClock(client: Client): Promise<Clock> {
  const asked = systemClock.now();
  const skewMs = (await client.store.schedules.now()).getTime() - asked;
  return { now: () => systemClock.now() + skewMs };
}

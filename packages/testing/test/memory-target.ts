import { memoryStore } from '@nightshift/core';
import { manualClock, type StoreTarget, type Without } from '@nightshift/testing';

export const WITHOUT: readonly Without[] = [
  { power: 'transactions', reason: 'memory has none to join' },
  { power: 'connect', reason: 'no other process can open it' },
];

export async function memoryTarget(): Promise<StoreTarget<never>> {
  const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
  const store = memoryStore({ clock });
  // The data lives in the object: closing and opening it again is as near to a crash as memory comes.
  const reopen = async () => (await store.close(), store);
  return { store, clock, reopen, dispose: async () => {} };
}

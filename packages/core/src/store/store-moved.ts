import { NightshiftError } from '../errors.js';
import type { Store } from './contract.js';
import type { MoveMark } from './transfer.js';

/** @throws NightshiftError `STORE_MOVED` for a store that is part of a move: nobody works on it. */
export async function refuseMoved(store: Store<unknown>): Promise<void> {
  const mark = (await store.transfer?.mark()) ?? null;
  if (mark !== null) throw storeMoved(mark);
}

export function storeMoved({ role, state, peer }: MoveMark): NightshiftError {
  const what =
    role === 'target'
      ? `This store is being filled by a move from ${peer}`
      : `This store ${state === 'done' ? 'was' : 'is being'} moved to ${peer}`;
  return new NightshiftError('STORE_MOVED', `${what}: nothing is enqueued or worked on here.`);
}

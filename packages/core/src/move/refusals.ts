import { NightshiftError } from '../errors.js';
import type { Store } from '../store/contract.js';
import type { TransferStore } from '../store/transfer.js';

/** @throws NightshiftError `INVALID_OPTION` for a store that cannot be moved. */
export function transferOf(store: Store<unknown>, name: string): TransferStore {
  if (store.transfer !== undefined) return store.transfer;
  throw new NightshiftError('INVALID_OPTION', `${name}: the ${store.name} store cannot be moved; it has no transfer.`);
}

export async function workersAlive(store: Store<unknown>, name: string): Promise<NightshiftError> {
  const workers = await store.workers.live();
  const who = workers.map(({ id, host, pid }) => `${id} (${host}, process ${pid})`).join(', ');
  return new NightshiftError('STORE_IN_USE', `${name} has live workers: ${who || 'one just left'}. Stop them first.`);
}

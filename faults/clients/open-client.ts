import type { ClientConfig, Clocks, FaultClient } from './fault-client.js';
import { redisClient } from './redis-client.js';
import { tableClient } from './table-client.js';

/** Opens nothing yet: `jobs.open` does. */
export function openClient(config: ClientConfig, clocks: Clocks = {}): FaultClient {
  const { store } = config;
  switch (store.kind) {
    case 'postgres':
    case 'pglite':
      return tableClient(store, config, clocks);
    case 'redis':
    case 'redis-cluster':
      return redisClient(store, config, clocks);
  }
}

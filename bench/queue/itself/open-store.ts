import type { Store } from '@nightshift/core';
import type { StorePlace } from './order.js';

/** Makes the store of a place, loading only what that takes. */
export async function openStore(place: StorePlace): Promise<Store> {
  switch (place.kind) {
    case 'memory': {
      const { memoryStore } = await import('@nightshift/core');
      return memoryStore();
    }
    case 'redis': {
      const { redisStore } = await import('@nightshift/adapters-redis');
      return redisStore({ url: place.url, prefix: place.prefix });
    }
    case 'postgres': {
      const { postgresStore } = await import('@nightshift/adapters-postgres');
      return postgresStore({ connectionString: place.url, schema: place.schema });
    }
    case 'pglite': {
      const { pgliteStore } = await import('@nightshift/adapters-postgres');
      return pgliteStore(place.dataDir === null ? {} : { dataDir: place.dataDir });
    }
  }
}

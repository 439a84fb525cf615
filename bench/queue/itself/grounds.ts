import type { Engine, Ground } from '../engines/engine.js';
import { postgresEngine } from '../engines/postgres.js';
import { redisEngine } from '../engines/redis.js';
import type { StorePlace } from './order.js';

/** The servers that trials share. */
export interface Grounds {
  readonly postgres: Engine;
  readonly redis: Engine;
  close(): Promise<void>;
}

export function openGrounds(): Grounds {
  const postgres = postgresEngine();
  const redis = redisEngine('appendonly everysec');
  return {
    postgres,
    redis,
    async close() {
      await postgres.close();
      await redis.close();
    },
  };
}

/** The engines with a server of their own, which several processes share. */
export type SharedKind = 'postgres' | 'redis';

export const TITLES: Readonly<Record<SharedKind | 'pglite' | 'memory', string>> = {
  postgres: 'PostgreSQL',
  redis: 'Redis',
  pglite: 'PGlite',
  memory: 'memory',
};

/** The store on a ground of such an engine. */
export function storeOn(kind: SharedKind, { place: { url, space } }: Ground): StorePlace {
  if (url === null) throw new Error(`${TITLES[kind]} has an address`);
  return kind === 'postgres' ? { kind, url, schema: space } : { kind, url, prefix: space };
}

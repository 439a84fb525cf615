import { randomBytes } from 'node:crypto';
import { manualClock, type StoreTarget } from '@nightshift/testing';
import { redisStore, type RedisAccess } from '../../src/index.js';

const START = new Date('2026-01-01T00:00:00Z');

export const WITHOUT_TRANSACTIONS = {
  power: 'transactions',
  reason: 'Redis has none that a host could hold open',
} as const;

interface KitServer {
  readonly access: RedisAccess;
  restart(): Promise<void>;
  clear(prefix: string): Promise<void>;
}

/** A store with nothing in it, for the conformance kit. */
export function kitTarget({ access, restart, clear }: KitServer): StoreTarget<never> {
  const options = { ...access, prefix: randomBytes(6).toString('hex'), clock: manualClock(START) };
  const connect = async () => redisStore(options);
  return {
    store: redisStore(options),
    clock: options.clock,
    connect,
    // More than the kit asks for: the server dies as well, and comes back with what is in its file.
    async reopen() {
      await restart();
      return connect();
    },
    dispose: () => clear(options.prefix),
  };
}

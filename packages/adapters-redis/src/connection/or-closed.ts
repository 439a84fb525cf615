import type { OwnClient } from './redis-client.js';

const LONGEST_MS = 30_000;

/**
 * What a client does to connect, or to subscribe, as far as the caller waits for it. By itself ioredis may leave its caller waiting for ever:
 * the promise for a cluster whose nodes do not agree yet, or for sentinels that nobody can reach, is never settled,
 * while the client tries again and again behind it. Here the first connection that ends is the answer, or half a minute without one.
 */
export function orClosed<Value>(client: OwnClient, doing: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Connection timed out.')), LONGEST_MS);
    // Where the client itself says why, it does so in this turn.
    client.once('close', () => setImmediate(() => reject(new Error('Connection is closed.'))));
    doing.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

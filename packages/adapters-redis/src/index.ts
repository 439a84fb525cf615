export { redisStore, type RedisStoreOptions } from './redis-store.js';
export type { RedisAccess } from './connection/redis-access.js';
export type { RedisClient } from './connection/redis-client.js';

export type { Json } from './json.js';
export { systemClock, type Clock, type Random } from './clock.js';

export * from './store/contract.js';
export * from './store/notifications.js';
export * from './store/reader.js';
export * from './store/run-record.js';
export * from './store/schedules.js';
export * from './store/workers.js';
export { memoryStore, type MemoryStoreOptions } from './store/memory/memory-store.js';
export { checkDelayMs, checkDurationMs, checkLimit, checkNewRuns } from './store/check-arguments.js';

export * from './errors.js';

export type { OpenConnection, RenewalConnection } from './threads/one-connection.js';
export { renewLeases } from './threads/renew-leases.js';
export { startThread, threadEntry } from './threads/start-thread.js';
export { ThreadRenewal, type ThreadRenewalParts } from './threads/thread-renewal.js';
export { settingsForThread, type Refused } from './threads/thread-settings.js';

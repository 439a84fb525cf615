export { queueHandle, type BulkEntry, type QueueHandle, type QueueTarget } from './queue-handle/queue-handle.js';
export type { AddOptions, BackoffOptions } from './queue-handle/add-options.js';
export type { QueueJobState } from './queue-handle/job-state.js';
export type { QueueJob } from './queue-handle/queue-job.js';

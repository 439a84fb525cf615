import type { Suite } from './suite.js';
import { cancelSuite } from './suites/cancel.js';
import { claimSuite } from './suites/claim.js';
import { crashSuite } from './suites/crash.js';
import { dependenciesSuite } from './suites/dependencies.js';
import { enqueueSuite } from './suites/enqueue.js';
import { keysSuite } from './suites/keys.js';
import { leasesSuite } from './suites/leases.js';
import { lifecycleSuite } from './suites/lifecycle.js';
import { modelSuite } from './suites/model.js';
import { notificationsSuite } from './suites/notifications.js';
import { promoteSuite } from './suites/promote.js';
import { pruneSuite } from './suites/prune.js';
import { readerSuite } from './suites/reader.js';
import { reapSuite } from './suites/reap.js';
import { releaseSuite } from './suites/release.js';
import { reportsSuite } from './suites/reports.js';
import { schedulesSuite } from './suites/schedules.js';
import { settleSuite } from './suites/settle.js';
import { stateSuite } from './suites/state.js';
import { transactionsSuite } from './suites/transactions.js';
import { workersSuite } from './suites/workers.js';

/** Every suite of the kit; a test holds the folder against this list. */
export const suites: readonly Suite[] = [
  lifecycleSuite,
  enqueueSuite,
  keysSuite,
  claimSuite,
  promoteSuite,
  leasesSuite,
  reapSuite,
  settleSuite,
  releaseSuite,
  cancelSuite,
  dependenciesSuite,
  reportsSuite,
  readerSuite,
  pruneSuite,
  schedulesSuite,
  workersSuite,
  stateSuite,
  transactionsSuite,
  notificationsSuite,
  crashSuite,
  modelSuite,
];

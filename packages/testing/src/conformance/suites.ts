import type { Suite } from './suite.js';
import { cancelChildrenSuite } from './suites/cancel-children.js';
import { cancelSuite } from './suites/cancel.js';
import { childrenSuite } from './suites/children.js';
import { claimSuite } from './suites/claim.js';
import { concurrencySuite } from './suites/concurrency.js';
import { crashSuite } from './suites/crash.js';
import { debounceSuite } from './suites/debounce.js';
import { dedupSuite } from './suites/dedup.js';
import { dependenciesSuite } from './suites/dependencies.js';
import { enqueueSuite } from './suites/enqueue.js';
import { forgetSuite } from './suites/forget.js';
import { hostileSuite } from './suites/hostile.js';
import { keysSuite } from './suites/keys.js';
import { latestSuite } from './suites/latest.js';
import { leasesSuite } from './suites/leases.js';
import { lifecycleSuite } from './suites/lifecycle.js';
import { modelSuite } from './suites/model.js';
import { notificationsSuite } from './suites/notifications.js';
import { orderSuite } from './suites/order.js';
import { pauseSuite } from './suites/pause.js';
import { promoteSuite } from './suites/promote.js';
import { pruneSuite } from './suites/prune.js';
import { ratesSuite } from './suites/rates.js';
import { readerSuite } from './suites/reader.js';
import { reapSuite } from './suites/reap.js';
import { releaseSuite } from './suites/release.js';
import { reportsSuite } from './suites/reports.js';
import { scheduleCatchUpSuite } from './suites/schedule-catch-up.js';
import { scheduleMovesSuite } from './suites/schedule-moves.js';
import { scheduleOverlapSuite } from './suites/schedule-overlap.js';
import { schedulesSuite } from './suites/schedules.js';
import { settleSuite } from './suites/settle.js';
import { spawnSuite } from './suites/spawn.js';
import { stateSuite } from './suites/state.js';
import { stormSuite } from './suites/storm.js';
import { transactionsSuite } from './suites/transactions.js';
import { transferSuite } from './suites/transfer.js';
import { turnsSuite } from './suites/turns.js';
import { workersSuite } from './suites/workers.js';

/** Every suite of the kit; a test holds the folder against this list. */
export const suites: readonly Suite[] = [
  lifecycleSuite,
  enqueueSuite,
  keysSuite,
  dedupSuite,
  debounceSuite,
  latestSuite,
  claimSuite,
  concurrencySuite,
  ratesSuite,
  turnsSuite,
  orderSuite,
  pauseSuite,
  promoteSuite,
  leasesSuite,
  reapSuite,
  settleSuite,
  releaseSuite,
  cancelSuite,
  dependenciesSuite,
  spawnSuite,
  childrenSuite,
  cancelChildrenSuite,
  reportsSuite,
  readerSuite,
  pruneSuite,
  forgetSuite,
  schedulesSuite,
  scheduleMovesSuite,
  scheduleCatchUpSuite,
  scheduleOverlapSuite,
  workersSuite,
  stateSuite,
  transactionsSuite,
  notificationsSuite,
  hostileSuite,
  transferSuite,
  crashSuite,
  modelSuite,
  stormSuite,
];

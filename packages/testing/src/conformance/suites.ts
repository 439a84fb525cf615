import type { Suite } from './suite.js';
import { claimSuite } from './suites/claim.js';
import { enqueueSuite } from './suites/enqueue.js';

/** Every suite of the kit; a test holds the folder against this list. */
export const suites: readonly Suite[] = [enqueueSuite, claimSuite];

import { surviveEmbedded } from '../embedded-trial.js';
import type { Scenario } from '../scenario.js';

/** The one process with an embedded database is killed with -9 at random moments, and started again on the same data. */
export const embeddedKilled: Scenario<null> = {
  name: 'embedded-killed',
  run: (around) => surviveEmbedded(around, { leaseMs: 5_000, clock: null, pauses: [1_500, 5_000] }),
};

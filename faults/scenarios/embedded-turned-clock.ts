import { surviveEmbedded } from '../embedded-trial.js';
import type { Scenario } from '../scenario.js';

const LEASE_MS = 1_000;

/** The clock of the store itself jumps by up to three leases, either way: leases end early or late, and runs start again. */
export const embeddedTurnedClock: Scenario<null> = {
  name: 'embedded-turned-clock',
  run(around) {
    const seed = Math.floor(around.random() * 2 ** 32);
    return surviveEmbedded(around, {
      leaseMs: LEASE_MS,
      clock: { of: 'store', byMs: LEASE_MS * 3, seed },
      pauses: null,
    });
  },
};

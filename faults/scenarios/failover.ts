import { setTimeout as wait } from 'node:timers/promises';
import type { SharedServer } from '../engine.js';
import { between, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

/** The primary is killed with -9 in the middle of work, and a little later its replica takes over; then that one is killed. */
export const failover: Scenario<SharedServer> = {
  name: 'failover',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      when: { shares: [0.2, 0.6] },
      async strike() {
        await around.server.crash(around.random);
        await wait(between(around.random, 0, 800));
        await around.server.start();
      },
    }),
};

import { setTimeout as wait } from 'node:timers/promises';
import type { SharedServer } from '../engine.js';
import { between, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

/** The database server dies at random moments, and comes back a little later. */
export const restarted: Scenario<SharedServer> = {
  name: 'restarted',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      when: { pauses: [1_500, 3_500] },
      async strike() {
        await around.server.crash(around.random);
        await wait(between(around.random, 0, 800));
        await around.server.start();
      },
    }),
};

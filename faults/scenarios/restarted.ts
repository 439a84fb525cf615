import { setTimeout as wait } from 'node:timers/promises';
import { between, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

/** The database server dies at random moments, and comes back a little later. */
export const restarted: Scenario = {
  name: 'restarted',
  store: 'postgres',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      pauses: [1_500, 3_500],
      async strike() {
        await around.server.crash();
        await wait(between(around.random, 0, 800));
        await around.server.start();
      },
    }),
};

import type { SharedServer } from '../engine.js';
import { oneOf, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

/** Worker processes are killed with -9 at random moments, and others take their place. */
export const killed: Scenario<SharedServer> = {
  name: 'killed',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      when: { pauses: [300, 1_500] },
      strike: (fleet) => fleet.replace(oneOf(around.random, fleet.members)),
    }),
};

import { oneOf, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

/** Worker processes are killed with -9 at random moments, and others take their place. */
export const killed: Scenario = {
  name: 'killed',
  store: 'postgres',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      pauses: [300, 1_500],
      strike: (fleet) => fleet.replace(oneOf(around.random, fleet.members)),
    }),
};

import { setTimeout as wait } from 'node:timers/promises';
import type { SharedServer } from '../engine.js';
import { between, oneOf, type Scenario } from '../scenario.js';
import { LEASE_MS, surviveShared } from '../shared-trial.js';

/** Worker processes stand still (SIGSTOP) until somebody else has their runs, and go on (SIGCONT) as if nothing had been. */
export const frozen: Scenario<SharedServer> = {
  name: 'frozen',
  run: (around) =>
    surviveShared(around, {
      worker: { notesItself: false },
      when: { pauses: [200, 900] },
      async strike(fleet) {
        const member = oneOf(around.random, fleet.members);
        member.signal('SIGSTOP');
        await wait(between(around.random, LEASE_MS * 2.5, LEASE_MS * 3.5));
        member.signal('SIGCONT');
      },
    }),
};

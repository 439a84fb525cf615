import { setTimeout as wait } from 'node:timers/promises';
import type { SharedServer } from '../engine.js';
import { withNetwork } from '../network.js';
import { between, type Scenario } from '../scenario.js';
import { LEASE_MS, surviveShared } from '../shared-trial.js';

/** The network resets every connection, or falls silent for longer than a lease and then resets them. */
export const dropped: Scenario<SharedServer> = {
  name: 'dropped',
  run: (around) =>
    withNetwork(around.server, {}, (network) =>
      surviveShared(around, {
        ports: network.ports,
        when: { pauses: [300, 1_500] },
        async strike() {
          if (around.random() < 0.3) {
            network.hold();
            await wait(between(around.random, LEASE_MS * 1.2, LEASE_MS * 2));
            network.release();
          }
          network.drop();
        },
      }),
    ),
};

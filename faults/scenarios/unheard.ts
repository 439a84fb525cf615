import type { SharedServer } from '../engine.js';
import { withNetwork } from '../network.js';
import type { Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

const POLL_MS = 500;

/** Notifications stop arriving after workers have found that they do; runs come in wave after wave. */
export const unheard: Scenario<SharedServer> = {
  name: 'unheard',
  run(around) {
    let isDeaf = false;
    const fromServer = () => around.server.withoutNotifications(() => isDeaf);
    return withNetwork(around.server, { fromServer }, (network) =>
      surviveShared(around, {
        ports: network.ports,
        worker: { pollMs: POLL_MS },
        inWaves: true,
        when: { pauses: [600, 1_800] },
        async strike() {
          isDeaf = around.random() < 0.8;
        },
      }),
    );
  },
};

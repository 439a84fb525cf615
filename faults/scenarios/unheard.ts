import { startTcpProxy } from '@nightshift/testing';
import { withoutNotifications } from '../notification-filter.js';
import type { Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

const POLL_MS = 500;

/** Notifications stop arriving after workers have found that they do; runs come in wave after wave. */
export const unheard: Scenario = {
  name: 'unheard',
  store: 'postgres',
  async run(around) {
    let isDeaf = false;
    const fromServer = () => withoutNotifications(() => isDeaf);
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: around.server.port, fromServer });
    try {
      return await surviveShared(around, {
        port: proxy.port,
        worker: { pollMs: POLL_MS },
        inWaves: true,
        pauses: [600, 1_800],
        async strike() {
          isDeaf = around.random() < 0.8;
        },
      });
    } finally {
      await proxy.stop();
    }
  },
};

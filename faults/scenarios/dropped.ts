import { setTimeout as wait } from 'node:timers/promises';
import { startTcpProxy } from '@nightshift/testing';
import { between, type Scenario } from '../scenario.js';
import { LEASE_MS, surviveShared } from '../shared-trial.js';

/** The network resets every connection, or falls silent for longer than a lease and then resets them. */
export const dropped: Scenario = {
  name: 'dropped',
  store: 'postgres',
  async run(around) {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: around.server.port });
    try {
      return await surviveShared(around, {
        port: proxy.port,
        pauses: [300, 1_500],
        async strike() {
          if (around.random() < 0.3) {
            proxy.hold();
            await wait(between(around.random, LEASE_MS * 1.2, LEASE_MS * 2));
            proxy.release();
          }
          proxy.drop();
        },
      });
    } finally {
      await proxy.stop();
    }
  },
};

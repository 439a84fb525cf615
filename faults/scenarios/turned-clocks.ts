import type { SharedServer } from '../engine.js';
import type { Scenario, ScenarioResult } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

const DAY_MS = 86_400_000;
const STEADY_LEASE_MS = 10_000;

/** The clocks of worker processes jump by up to a day, either way: the server's clock counts, so no lease is lost. */
export const turnedClocks: Scenario<SharedServer> = {
  name: 'turned-clocks',
  async run(around) {
    const seed = Math.floor(around.random() * 2 ** 32);
    const result = await surviveShared(around, {
      worker: { clock: { of: 'worker', byMs: DAY_MS, seed }, leaseMs: STEADY_LEASE_MS },
      when: { pauses: [200, 400] },
      strike: () => Promise.resolve(),
    });
    return { ...result, complaints: [...result.complaints, ...lostLeases(result)] };
  },
};

function lostLeases({ attempts, enqueued }: ScenarioResult): string[] {
  return attempts === enqueued ? [] : [`${attempts} attempts for ${enqueued} runs: a worker's clock cost a lease`];
}

import type { SharedServer } from '../engine.js';
import { oneOf, type Scenario } from '../scenario.js';
import { surviveShared } from '../shared-trial.js';

const WORKERS = 4;
const CONCURRENCY = 50;
/** So much of all runs is final when a process is killed, when the server dies, and when another process is killed. */
const SHARES: readonly number[] = [0.2, 0.4, 0.6];
const RESTART = 1;
/** Longer than a server takes to come back with all of its data. */
const LEASE_MS = 5_000;

/** Four processes drain what is there; two of them are killed for good on the way, and in between the server dies and comes back. */
export const fleet: Scenario<SharedServer> = {
  name: 'fleet',
  async run(around) {
    const result = await surviveShared(around, {
      workers: WORKERS,
      // Faults strike when so much is done, however fast that goes: nobody has to rest, unless there are few runs.
      worker: {
        leaseMs: LEASE_MS,
        concurrency: CONCURRENCY,
        ...(!around.settings.isQuick && { pieceMs: around.settings.pieceMs ?? 0 }),
      },
      when: { shares: SHARES },
      async strike(workers, count) {
        const done = `${String((SHARES[count] ?? 0) * 100)} % are done`;
        if (count === RESTART) {
          around.say(`fleet: ${done}, the server dies, and is started again`);
          await around.server.crash(around.random);
          await around.server.start();
        } else {
          around.say(`fleet: ${done}, a worker process dies`);
          await workers.lose(oneOf(around.random, workers.members));
        }
      },
    });
    const missed = SHARES.length - result.faults;
    return missed === 0 ? result : { ...result, complaints: [...result.complaints, `${missed} faults came too late`] };
  },
};

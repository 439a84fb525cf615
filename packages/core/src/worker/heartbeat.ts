import { hostname } from '../node-builtins.js';
import type { WorkerBeat } from '../store/workers.js';
import { VERSION } from '../version.js';
import { loop, type Loop } from './loop.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';
import type { WorkerSettings } from './worker-options.js';

const BEAT_MS = 25_000;
const RETRY_MS = 1_000;
const MOST_RUNS = 100;

/** What may be different with every beat. */
export interface Vitals extends Pick<WorkerBeat, 'allowance' | 'draining'> {
  /** Ids of all that executes. */
  readonly runs: readonly string[];
  readonly eventLoopDelayMs: number;
}

/**
 * Tells the fleet that a worker lives, from its start until the last of its runs has ended: a drain that takes long is not a
 * death. A poke tells at once what has changed.
 */
export function startHeartbeat(
  environment: WorkerEnvironment,
  { queues, concurrency }: Pick<WorkerSettings, 'queues' | 'concurrency'>,
  vitals: () => Vitals,
): Loop {
  const { store, id, registry, timers } = environment;
  const beat = async (): Promise<number> => {
    const { runs, eventLoopDelayMs, ...others } = vitals();
    await store.workers.beat(
      {
        id,
        host: hostname(),
        pid: process.pid,
        version: VERSION,
        jobs: registry.names,
        queues,
        concurrency,
        running: runs.length,
        runs: runs.slice(0, MOST_RUNS),
        eventLoopDelayMs: Math.round(eventLoopDelayMs),
        ...others,
      },
      BEAT_MS * 3,
    );
    return BEAT_MS;
  };
  return loop(beat, { retryMs: RETRY_MS, timers, onError: (error) => reportError(environment, 'beating', error) });
}

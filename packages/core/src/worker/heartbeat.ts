import { hostname } from '../node-builtins.js';
import type { WorkerBeat } from '../store/workers.js';
import type { Timer } from '../timers.js';
import { VERSION } from '../version.js';
import { loop, type Loop } from './loop.js';
import { reportError, type WorkerEnvironment } from './worker-environment.js';
import type { WorkerSettings } from './worker-options.js';

const BEAT_MS = 25_000;
/** What a worker begins and ends is told within this time: should it die, it is known what it had. */
const NEWS_MS = 5_000;
const RETRY_MS = 1_000;
const MOST_RUNS = 100;

/** What may be different with every beat. */
export interface Vitals extends Pick<WorkerBeat, 'allowance' | 'draining'> {
  /** Ids of all that executes. */
  readonly runs: readonly string[];
  readonly eventLoopDelayMs: number;
}

/** Beats until it is stopped. */
export interface Heartbeat extends Pick<Loop, 'poke' | 'stop'> {
  /** Resolves when the first beat has arrived, or has failed, which is told and tried again. */
  readonly begun: Promise<void>;
  /** It has begun or ended a run: beats soon, once for however many. */
  hasNews(): void;
}

/**
 * Tells the fleet that a worker lives, from its start until the last of its runs has ended: a drain that takes long is not a
 * death. A poke tells at once what has changed.
 */
export function startHeartbeat(
  environment: WorkerEnvironment,
  settings: Pick<WorkerSettings, 'queues' | 'concurrency'>,
  vitals: () => Vitals,
): Heartbeat {
  const { store, timers, clock } = environment;
  let beatAt = clock.now();
  let news: Timer | undefined;
  const beat = async (): Promise<number> => {
    news?.cancel();
    news = undefined;
    beatAt = clock.now();
    await store.workers.beat(beatOf(environment, settings, vitals()), BEAT_MS * 3);
    return BEAT_MS;
  };
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const onError = (error: unknown): void => reportError(environment, 'beating', error);
  const beating = loop(() => beat().finally(begin), { retryMs: RETRY_MS, timers, onError });
  return {
    begun,
    poke: () => beating.poke(),
    hasNews() {
      if (news !== undefined) return;
      // Whatever the clock did meanwhile.
      const waitMs = Math.min(NEWS_MS, Math.max(0, beatAt + NEWS_MS - clock.now()));
      news = timers.after(waitMs, () => beating.poke());
    },
    async stop() {
      await beating.stop();
      news?.cancel();
    },
  };
}

function beatOf(
  { id, registry }: WorkerEnvironment,
  { queues, concurrency }: Pick<WorkerSettings, 'queues' | 'concurrency'>,
  { runs, eventLoopDelayMs, ...others }: Vitals,
): WorkerBeat {
  return {
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
  };
}

import type { JobEventEmitter, JobEvents } from '@nightshift/core';

// Looks for work per attempt, on average, before it counts as going nowhere.
const ROUNDS_PER_RUN = 10;

interface WorkerWatch {
  /** Begins another look for work. */
  round(): void;
  /** Resolves when the worker next finds nothing to do; rejects when it goes on for ever, or reports an error. */
  idle(): Promise<void>;
  stop(): void;
}

/** Follows a worker: when it has nothing to do, and how many attempts it made. */
export function watchWorker(events: JobEventEmitter, worker: string, maxRuns: number): WorkerWatch {
  const attempts = new Map<string, number>();
  let isIdle = false;
  let rounds = 0;
  let failure: Error | undefined;
  let notify: () => void = () => undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    notify();
  };
  const onIdle = (event: { readonly worker: string }): void => {
    if (event.worker !== worker) return;
    isIdle = true;
    notify();
  };
  const onStarted = ({ job }: JobEvents['run:started'][0]): void => {
    attempts.set(job, (attempts.get(job) ?? 0) + 1);
    const made = [...attempts.values()].reduce((sum, count) => sum + count, 0);
    if (made > maxRuns) fail(neverEnding(attempts, maxRuns));
  };
  const onError = ({ during, error }: JobEvents['worker:error'][0]): void => {
    fail(new Error(`drain: the worker failed while ${during}: ${String(error)}`, { cause: error }));
  };
  events.on('worker:idle', onIdle).on('run:started', onStarted).on('worker:error', onError);
  return {
    round() {
      isIdle = false;
      rounds += 1;
      if (rounds > maxRuns * ROUNDS_PER_RUN) fail(neverEnding(attempts, maxRuns));
    },
    async idle() {
      while (!isIdle && failure === undefined) await new Promise<void>((resolve) => (notify = resolve));
      if (failure !== undefined) throw failure;
    },
    stop: () => void events.off('worker:idle', onIdle).off('run:started', onStarted).off('worker:error', onError),
  };
}

function neverEnding(attempts: ReadonlyMap<string, number>, maxRuns: number): Error {
  const busiest = [...attempts].sort(([, one], [, other]) => other - one).slice(0, 5);
  const list = busiest.map(([job, count]) => `"${job}" ${count} times`).join(', ');
  return new Error(
    `drain: there is still work after ${maxRuns} attempts: ${list}. Does a job enqueue itself, or snooze, without an end? ` +
      'Give `until` to stop at a moment, or a higher `maxRuns`.',
  );
}

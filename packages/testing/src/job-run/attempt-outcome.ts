import type { JobEventEmitter, JobEvents, RunError } from '@nightshift/core';

/**
 * How an attempt ended. `failed` is an error, whether the run is tried again or not; `aborted` is an attempt that stopped
 * because it was cancelled or its worker was stopping.
 */
export type AttemptOutcome = 'success' | 'failed' | 'snoozed' | 'retry-after' | 'aborted';

interface AttemptEnd {
  readonly outcome: AttemptOutcome;
  readonly error: RunError | null;
  readonly retryInMs: number | null;
}

/** Resolves when the attempt was written down; rejects when the worker could not do so. */
export function endOfAttempt(events: JobEventEmitter, runId: string): Promise<AttemptEnd> {
  return new Promise((resolve, reject) => {
    events.on('run:settled', (event) => {
      if (event.runId === runId) resolve({ outcome: settledAs(event), error: event.error, retryInMs: null });
    });
    events.on('run:released', (event) => {
      if (event.runId !== runId) return;
      resolve({ outcome: releasedAs(event), error: event.error, retryInMs: event.delayMs });
    });
    events.on('worker:error', ({ during, error }) => {
      reject(new Error(`The attempt broke off while ${during}: ${String(error)}`, { cause: error }));
    });
  });
}

function settledAs({ state, error }: JobEvents['run:settled'][0]): AttemptOutcome {
  if (state === 'cancelled') return 'aborted';
  return state === 'success' ? 'success' : failedAs(error);
}

function releasedAs({ outcome, error }: JobEvents['run:released'][0]): AttemptOutcome {
  if (outcome === 'snoozed') return 'snoozed';
  return outcome === 'interrupted' ? 'aborted' : failedAs(error);
}

function failedAs(error: RunError | null): AttemptOutcome {
  return error?.name === 'RetryAfter' ? 'retry-after' : 'failed';
}

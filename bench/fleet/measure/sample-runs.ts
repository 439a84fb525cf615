import type { ClaimedRun, NewRun, Settlement } from '@nightshift/core';
import { systemClock } from '@nightshift/core';
import { runIds } from '../../../packages/core/src/ids.js';

export const SAMPLE_JOB = 'sample';

const nextId = runIds(systemClock);

/** Runs of the size that the benchmarks use: 200 bytes of input. */
export function sampleRuns(count: number): NewRun[] {
  return Array.from({ length: count }, () => ({
    id: nextId(),
    job: SAMPLE_JOB,
    queue: 'default',
    group: null,
    input: { number: 1_000_000, text: 'x'.repeat(170) },
    version: 1,
    priority: 0,
    maxAttempts: 3,
    key: null,
    dedup: 'keep',
    limitKey: null,
    flowId: null,
    trigger: 'api',
    retryOf: null,
    scheduledFor: null,
    headers: null,
    parents: [],
  }));
}

export function succeeded(run: ClaimedRun): Settlement {
  return {
    lease: { runId: run.id, token: run.token },
    state: 'success',
    output: null,
    error: null,
    attempt: { outcome: 'success' },
  };
}

import type { ClaimedRun, Lease, NewRun, Settlement } from '@nightshift/core';
import { v7 } from 'uuid';

export const JOB = 'noop';
export const LONG_MS = 3_600_000;

export function newRun(changes: Partial<NewRun> = {}): NewRun {
  return {
    id: v7(),
    job: JOB,
    queue: 'default',
    group: null,
    input: {},
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
    ...changes,
  };
}

export function newRuns(count: number, changes: Partial<NewRun> = {}): NewRun[] {
  return Array.from({ length: count }, () => newRun(changes));
}

export function claimOf(limit: number, leaseMs = LONG_MS) {
  return { worker: 'tester', jobs: [JOB], limit, leaseMs };
}

export function leaseOf({ id, token }: ClaimedRun): Lease {
  return { runId: id, token };
}

export function succeeded(run: ClaimedRun, changes: Partial<Settlement> = {}): Settlement {
  return {
    lease: leaseOf(run),
    state: 'success',
    output: null,
    error: null,
    attempt: { outcome: 'success' },
    ...changes,
  };
}

export function failed(run: ClaimedRun): Settlement {
  const error = { code: 'HANDLER_ERROR', name: 'Error', message: 'It broke' };
  return succeeded(run, { state: 'failed', error, attempt: { outcome: 'failed', error } });
}

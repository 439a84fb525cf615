import type { Json } from '../../json.js';
import { checkDurationMs } from '../check-arguments.js';
import type { CancelRequest, Lease, LeaseAnswer } from '../contract.js';
import type { CancelReason } from '../run-record.js';
import { fromText, toText } from './json-text.js';
import type { Memory } from './memory.js';
import type { StoredRun } from './stored-run.js';

export const LOST: LeaseAnswer = { held: false };
const HELD: LeaseAnswer = { held: true, cancel: null };

/**
 * The run that a lease still owns: it runs, and under this token. Expiry alone ends no lease; being taken over does,
 * because that brings a new token.
 */
export function leasedRun(memory: Memory, { runId, token }: Lease): StoredRun | undefined {
  const run = memory.runs.running(runId);
  return run?.token === token ? run : undefined;
}

export function held(run: StoredRun): LeaseAnswer {
  return run.cancel === null ? HELD : { held: true, cancel: fromText<CancelReason>(run.cancel) };
}

export function extend(memory: Memory, leases: readonly Lease[], leaseMs: number): LeaseAnswer[] {
  checkDurationMs('leaseMs', leaseMs);
  const leaseExpiresAt = memory.now + leaseMs;
  return leases.map((lease) => {
    const run = leasedRun(memory, lease);
    if (run === undefined) return LOST;
    memory.runs.change(run, () => void (run.leaseExpiresAt = leaseExpiresAt));
    return held(run);
  });
}

export function cancelRequests(memory: Memory, runIds: readonly string[]): CancelRequest[] {
  return runIds.flatMap((runId) => {
    const run = memory.runs.get(runId);
    return run?.state === 'running' && run.cancel !== null
      ? [{ runId, reason: fromText<CancelReason>(run.cancel) }]
      : [];
  });
}

export function checkpoint(memory: Memory, lease: Lease, value: Json): LeaseAnswer {
  const text = toText(value);
  const run = leasedRun(memory, lease);
  if (run === undefined) return LOST;
  memory.runs.change(run, () => void (run.checkpoint = text));
  return held(run);
}

/** Leases of workers that are gone for sure end now. */
export function expireLeases(memory: Memory): void {
  const now = memory.now;
  for (const run of memory.runs.all()) {
    if (run.state === 'running') memory.runs.change(run, () => void (run.leaseExpiresAt = now));
  }
}

import { checkDelayMs } from '../check-arguments.js';
import type { EndedAttempt, LeaseAnswer, Release, Settlement } from '../contract.js';
import { ATTEMPTS_KEPT } from '../run-record.js';
import { type End, finishOne } from './finish.js';
import { toTextOrNull } from './json-text.js';
import { held, leasedRun, LOST } from './leases.js';
import { closeWindow } from './limits.js';
import type { Memory } from './memory.js';
import type { StoredAttempt, StoredRun } from './stored-run.js';

export function settle(memory: Memory, settlements: readonly Settlement[]): LeaseAnswer[] {
  const written = settlements.map((settlement) => ({
    lease: settlement.lease,
    end: toEnd(settlement),
    attempt: toWritten(settlement.attempt),
  }));
  return written.map(({ lease, end, attempt }) => {
    const run = leasedRun(memory, lease);
    if (run === undefined) return LOST;
    const answer = held(run);
    const cancel = end.state === 'cancelled' ? (end.cancel ?? run.cancel) : null;
    const { state, output, error } = end;
    finishOne(memory, run, { state, output, error, cancel, attempts: recorded(memory, run, attempt) });
    return answer;
  });
}

export function release(memory: Memory, releases: readonly Release[]): LeaseAnswer[] {
  for (const { delayMs } of releases) checkDelayMs('delayMs', delayMs);
  const written = releases.map((given) => ({ ...given, attempt: toWritten(given.attempt) }));
  return written.map(({ lease, delayMs, spend, untilChildren, closesWindow, attempt }) => {
    const run = leasedRun(memory, lease);
    if (run === undefined) return LOST;
    const answer = held(run);
    const waits = untilChildren === true;
    if (closesWindow === true) closeWindow(memory, run, delayMs);
    memory.runs.change(run, {
      state: waits ? (run.openChildren > 0 ? 'waiting' : 'queued') : delayMs > 0 ? 'scheduled' : 'queued',
      runAt: memory.clock.now() + (waits ? 0 : Math.max(0, delayMs)),
      attempt: spend ? run.attempt : run.attempt - 1,
      attempts: recorded(memory, run, attempt),
      worker: null,
      leaseExpiresAt: null,
    });
    // Also for a run that is due later: whoever promotes has to know when, and its limits have room for another.
    memory.signals.queued({ due: run.state === 'queued' });
    return answer;
  });
}

type WrittenAttempt = Pick<StoredAttempt, 'outcome' | 'error'>;

function toEnd({ state, output, error, cancel }: Settlement): Required<Omit<End, 'attempts'>> {
  return { state, output: toTextOrNull(output), error: toTextOrNull(error), cancel: toTextOrNull(cancel) };
}

function toWritten({ outcome, error }: EndedAttempt): WrittenAttempt {
  return { outcome, error: toTextOrNull(error) };
}

function recorded(memory: Memory, run: StoredRun, ended: WrittenAttempt): readonly StoredAttempt[] {
  const endedAt = memory.clock.now();
  const attempt = {
    attempt: run.attempt,
    worker: run.worker ?? '',
    startedAt: run.startedAt ?? endedAt,
    endedAt,
    outcome: ended.outcome,
    error: ended.error,
  };
  return run.attempts.length === 0 ? [attempt] : [...run.attempts, attempt].slice(-ATTEMPTS_KEPT);
}

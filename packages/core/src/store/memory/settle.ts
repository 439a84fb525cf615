import { checkDelayMs } from '../check-arguments.js';
import type { EndedAttempt, LeaseAnswer, Release, Settlement } from '../contract.js';
import { type End, finishOne } from './finish.js';
import { toTextOrNull } from './json-text.js';
import { held, leasedRun, LOST } from './leases.js';
import { closeWindow } from './limits.js';
import type { Memory } from './memory.js';
import { recorded, type WrittenAttempt } from './stored-run.js';

export function settle(memory: Memory, settlements: readonly Settlement[]): LeaseAnswer[] {
  // All is made text before anything changes: what is no JSON throws here.
  const ends = settlements.map(toEnd);
  return settlements.map(({ lease }, index) => {
    const run = leasedRun(memory, lease);
    if (run === undefined) return LOST;
    const answer = held(run);
    finishOne(memory, run, ends[index] as End);
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
    memory.runs.change(run, () => {
      run.attempts = recorded(run, attempt, memory.now);
      run.state = waits ? (run.openChildren > 0 ? 'waiting' : 'queued') : delayMs > 0 ? 'scheduled' : 'queued';
      run.runAt = memory.now + (waits ? 0 : Math.max(0, delayMs));
      if (!spend) run.attempt -= 1;
      run.worker = null;
      run.leaseExpiresAt = null;
    });
    // Also for a run that is due later: whoever promotes has to know when, and its limits have room for another.
    memory.signals.queued({ due: run.state === 'queued' });
    return answer;
  });
}

function toEnd({ state, output, error, cancel, attempt }: Settlement): End {
  return {
    state,
    output: toTextOrNull(output),
    error: toTextOrNull(error),
    cancel: toTextOrNull(cancel),
    attempt: toWritten(attempt),
  };
}

function toWritten({ outcome, error }: EndedAttempt): WrittenAttempt {
  return { outcome, error: toTextOrNull(error) };
}

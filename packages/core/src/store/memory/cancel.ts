import type { CancelAnswer } from '../contract.js';
import type { CancelReason } from '../run-record.js';
import { type End, finish } from './finish.js';
import { toText } from './json-text.js';
import type { Memory } from './memory.js';
import type { StoredRun } from './stored-run.js';

export function cancel(memory: Memory, runIds: readonly string[], reason: CancelReason): CancelAnswer[] {
  const text = toText(reason);
  const ending = new Map<StoredRun, End>();
  const answers = runIds.map((runId): CancelAnswer => {
    const run = memory.runs.get(runId);
    if (run === undefined) return 'unknown';
    if (run.finishedAt !== null) return 'finished';
    if (run.state === 'running') return requestCancel(memory, run, text);
    ending.set(run, { state: 'cancelled', cancel: text });
    return 'cancelled';
  });
  finish(memory, [...ending]);
  return answers;
}

/** The first request stands: a handler is given one reason, and it does not change under its hands. */
function requestCancel(memory: Memory, run: StoredRun, reason: string): CancelAnswer {
  memory.runs.change(run, { cancel: run.cancel ?? reason });
  memory.signals.about('cancel', run.id);
  return 'requested';
}

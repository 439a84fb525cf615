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
    return cancelOne(memory, run, { reason: text, ending });
  });
  cancelSpawned(memory, runIds, ending);
  finish(memory, [...ending]);
  return answers;
}

interface Cancelling {
  readonly reason: string;
  readonly ending: Map<StoredRun, End>;
}

function cancelOne(memory: Memory, run: StoredRun, { reason, ending }: Cancelling): CancelAnswer {
  if (run.finishedAt !== null) return 'finished';
  if (run.state === 'running') return requestCancel(memory, run, reason);
  // Of several reasons the first stands, as the caller's own does against that of a parent.
  if (!ending.has(run)) ending.set(run, { state: 'cancelled', cancel: reason });
  return 'cancelled';
}

/** What the unfinished of these runs spawned, to any depth. */
function cancelSpawned(memory: Memory, runIds: readonly string[], ending: Map<StoredRun, End>): void {
  const cancelled = runIds.filter((runId) => memory.runs.get(runId)?.finishedAt === null);
  for (const runId of cancelled) {
    const reason = toText({ code: 'parent-cancelled', runId });
    for (const childId of memory.runs.childrenOf(runId)?.ascending() ?? []) {
      const child = memory.runs.get(childId);
      if (child === undefined || child.finishedAt !== null) continue;
      cancelOne(memory, child, { reason, ending });
      cancelled.push(childId);
    }
  }
}

/** The first request stands: a handler is given one reason, and it does not change under its hands. */
function requestCancel(memory: Memory, run: StoredRun, reason: string): CancelAnswer {
  memory.runs.change(run, () => void (run.cancel ??= reason));
  memory.signals.about('cancel', run.id);
  return 'requested';
}

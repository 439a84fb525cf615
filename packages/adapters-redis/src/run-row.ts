import { checkNewRuns, type NewRun } from '@nightshift/core';
import { toDocument, toDocumentOrNone } from './documents.js';
import { checkRunId, toId, toName, toNameOrNone } from './names.js';

/** @throws NightshiftError for runs that no store, or not this one, could add. */
export function checkStorable(runs: readonly NewRun[]): void {
  checkNewRuns(runs);
  for (const { id } of runs) checkRunId(id);
}

/** A new run as the scripts take it: see `lib/births.lua`. */
export function toRunRow(run: NewRun): string {
  const { id, limitKey, key, dedup, maxWaitMs, flowId, priority, input, parents } = run;
  return [
    toId(id),
    dueOf(run),
    tagsOf(run),
    toNameOrNone(limitKey),
    toNameOrNone(key),
    dedup,
    maxWaitMs === undefined ? '' : String(Math.ceil(maxWaitMs)),
    toNameOrNone(flowId),
    String(priority),
    toDocument(input),
    factsOf(run),
    askOf(run),
    ...parents.map((parent) => (parent.onFailure === 'cancel' ? 'c' : 'k') + toId(parent.runId)),
  ].join('\n');
}

/** By what runs are counted, and lanes named. */
export function tagsOf({ job, queue, group, trigger }: Pick<NewRun, 'job' | 'queue' | 'group' | 'trigger'>): string {
  return `${toName(job)}|${toName(queue)}|${toNameOrNone(group)}|${trigger}`;
}

/** What a later enqueue with the same key may replace. */
export function askOf({ version, maxAttempts, headers }: Pick<NewRun, 'version' | 'maxAttempts' | 'headers'>): string {
  return `${version} ${maxAttempts} ${toDocumentOrNone(headers)}`;
}

/** What few runs have; empty without any. */
export function factsOf({ dedup, retryOf, scheduledFor }: Facts): string {
  if (dedup === 'keep' && retryOf === null && scheduledFor === null) return '';
  return toDocument({ dedup, retryOf, scheduledFor: scheduledFor?.getTime() ?? null });
}

type Facts = Pick<NewRun, 'dedup' | 'retryOf' | 'scheduledFor'>;

// Moments are whole milliseconds: a delay ends no earlier than asked for.
function dueOf({ runAt, delayMs = 0 }: NewRun): string {
  return runAt === undefined ? `d${Math.ceil(Math.max(0, delayMs))}` : `a${runAt.getTime()}`;
}

import { checkNewRuns, NightshiftError, type NewRun } from '@nightshift/core';
import { toDocument, toDocumentOrNone } from './documents.js';
import { isRunId, toId, toName, toNameOrNone } from './names.js';

/** @throws NightshiftError for runs that no store, or not this one, could add. */
export function checkStorable(runs: readonly NewRun[]): void {
  checkNewRuns(runs);
  for (const { id } of runs) {
    // Redis could not keep another id in order.
    if (!isRunId(id)) throw new NightshiftError('INVALID_OPTION', `run ${JSON.stringify(id)}: expected a UUID as id`);
  }
}

/** A new run as the scripts take it: see `lib/births.lua`. */
export function toRunRow(run: NewRun): string {
  const document = `${askOf(run)}\n${factsOf(run)}\n${toDocument(run.input)}`;
  return `${toId(run.id)}\n${dueOf(run)}\n${tagsOf(run)}\n${moreOf(run)}\n${document}`;
}

/** What few runs have; empty for the others. */
function moreOf({ limitKey, key, dedup, maxWaitMs, flowId, priority, parents }: NewRun): string {
  if (limitKey === null && key === null && flowId === null && priority === 0 && parents.length === 0) return '';
  return [
    toNameOrNone(limitKey),
    toNameOrNone(key),
    dedup,
    maxWaitMs === undefined ? '' : Math.ceil(maxWaitMs),
    toNameOrNone(flowId),
    priority,
    ...parents.map((parent) => (parent.onFailure === 'cancel' ? 'c' : 'k') + toId(parent.runId)),
  ].join('|');
}

/** What a run was born with: when, how it was asked for, rare facts, and its input. */
export function documentOf(run: Birth): string {
  return `${run.createdAt}\n${askOf(run)}\n${factsOf(run)}\n${toDocument(run.input)}`;
}

type Birth = Asked & Facts & { readonly createdAt: number; readonly input: NewRun['input'] };

/** By what runs are counted, and lanes named. */
export function tagsOf({ job, queue, group, trigger }: Pick<NewRun, 'job' | 'queue' | 'group' | 'trigger'>): string {
  return `${toName(job)}|${toName(queue)}|${toNameOrNone(group)}|${trigger}`;
}

/** What a later enqueue with the same key may replace. */
function askOf({ version, maxAttempts, headers }: Asked): string {
  return `${version} ${maxAttempts} ${toDocumentOrNone(headers)}`;
}

/** Empty without any. */
function factsOf({ dedup, retryOf, scheduledFor }: Facts): string {
  if (dedup === 'keep' && retryOf === null && scheduledFor === null) return '';
  return toDocument({ dedup, retryOf, scheduledFor: scheduledFor?.getTime() ?? null });
}

type Asked = Pick<NewRun, 'version' | 'maxAttempts' | 'headers'>;
type Facts = Pick<NewRun, 'dedup' | 'retryOf' | 'scheduledFor'>;

// Moments are whole milliseconds: a delay ends no earlier than asked for.
function dueOf({ runAt, delayMs = 0 }: NewRun): string {
  return runAt === undefined ? `d${Math.ceil(Math.max(0, delayMs))}` : `a${runAt.getTime()}`;
}

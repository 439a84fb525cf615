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
  return `${toId(run.id)}\n${dueOf(run)}\n${tagsOf(run)}\n${moreOf(run)}\n${restOf(run)}`;
}

/** Whether a run is due at once, and has nothing that few runs have. */
export function isPlain(run: NewRun): boolean {
  return run.runAt === undefined && (run.delayMs ?? 0) <= 0 && isCommon(run);
}

function isCommon({ limitKey, key, flowId, priority, parents }: NewRun): boolean {
  return limitKey === null && key === null && flowId === null && priority === 0 && parents.length === 0;
}

/** What the document of a new run says beside when it was made, and its tags. */
export function restOf(run: Asked & Facts & Pick<NewRun, 'input'>): string {
  return `${askOf(run)}\n${factsOf(run)}\n${toDocument(run.input)}`;
}

/** What few runs have; empty for the others. */
function moreOf(run: NewRun): string {
  if (isCommon(run)) return '';
  const { limitKey, key, dedup, maxWaitMs, flowId, priority, parents } = run;
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

/** What a run was born with: when, its tags, how it was asked for, rare facts, and its input. */
export function documentOf(run: Birth): string {
  return `${run.createdAt}\n${tagsOf(run)}\n${restOf(run)}`;
}

type Birth = Asked & Facts & Tagged & { readonly createdAt: number; readonly input: NewRun['input'] };
type Tagged = Pick<NewRun, 'job' | 'queue' | 'group' | 'trigger'>;

/** By what runs are counted, and lanes named. */
export function tagsOf({ job, queue, group, trigger }: Tagged): string {
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

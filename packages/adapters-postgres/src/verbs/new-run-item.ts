import { NightshiftError, type NewRun } from '@nightshift/core';
import { toMs } from '../sql-literals.js';
import { toDocument } from './documents.js';

/** A new run as the statements take it; what it has none of is left out. */
export function toItem(run: NewRun): object {
  return {
    id: run.id,
    input: toDocument(run.input),
    key: run.key ?? undefined,
    pending: run.parents.length,
    ...toShape(run),
  };
}

/** What new runs have in common with others. */
export function toShape(run: NewRun): object {
  return {
    job: run.job,
    queue: run.queue,
    group_name: run.group ?? undefined,
    version: run.version,
    priority: run.priority,
    max_attempts: run.maxAttempts,
    run_at: run.runAt === undefined ? undefined : toMs(run.runAt),
    delay_ms: Math.max(0, run.delayMs ?? 0),
    dedup: run.dedup,
    limit_key: run.limitKey ?? undefined,
    flow_id: run.flowId ?? undefined,
    trigger: run.trigger,
    retry_of: run.retryOf ?? undefined,
    scheduled_for: run.scheduledFor === null ? undefined : toMs(run.scheduledFor),
    headers: run.headers === null ? undefined : toDocument(run.headers),
  };
}

export function refuseKnown(known: readonly string[]): void {
  if (known.length === 0) return;
  throw new NightshiftError(
    'INVALID_OPTION',
    `run ${known.join(', ')}: a run with this id exists already; give every run an id of its own`,
  );
}

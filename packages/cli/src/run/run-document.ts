import { redact, type AnyJob, type Registry, type RunRecord } from '@nightshift/core';

/** A run as the command's documents show it: without what only the engine needs, and without secrets. */
export function runDocument(stored: RunRecord, registry: Registry): object {
  const run = redact(stored, registry.find(stored.job));
  const { id, job, group, queue, state, input, output, error, attempt, maxAttempts, attempts, progress, cancel } = run;
  const { priority, trigger, flowId, retryOf, worker, runAt, createdAt, startedAt, finishedAt } = run;
  const facts = {
    id,
    job,
    group,
    queue,
    state,
    input,
    output,
    error,
    attempt,
    maxAttempts,
    attempts,
    progress,
    cancel,
  };
  return { ...facts, priority, trigger, flowId, retryOf, worker, runAt, createdAt, startedAt, finishedAt };
}

/** The run's input with the values of secret fields hidden. */
export function shownInput(run: RunRecord, job: AnyJob | undefined): unknown {
  return redact(run, job).input;
}

import type { AnyJob, Registry, RunRecord } from '@nightshift/core';
import { jobOptions } from '../arguments/job-options.js';

const HIDDEN = '********';

/** A run as the command's documents show it: without what only the engine needs, and without secrets. */
export function runDocument(run: RunRecord, registry: Registry): object {
  const { id, job, group, queue, state, output, error, attempt, maxAttempts, attempts, progress, cancel } = run;
  const { priority, trigger, flowId, retryOf, worker, runAt, createdAt, startedAt, finishedAt } = run;
  const input = shownInput(run, registry.find(job));
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

/** The run's input with the values of secret options hidden. */
export function shownInput(run: RunRecord, job: AnyJob | undefined): unknown {
  const secrets = (job === undefined ? undefined : jobOptions(job))?.filter((option) => option.secret) ?? [];
  if (secrets.length === 0 || typeof run.input !== 'object' || run.input === null) return run.input;
  const isSecret = (name: string): boolean => secrets.some((option) => option.name === name);
  return Object.fromEntries(Object.entries(run.input).map(([name, value]) => [name, isSecret(name) ? HIDDEN : value]));
}

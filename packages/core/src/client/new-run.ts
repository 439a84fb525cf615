import { NightshiftError } from '../errors.js';
import { toMilliseconds } from '../duration.js';
import { checkPriority } from '../job/define-job.js';
import type { AnyJob } from '../job/job.js';
import type { Json } from '../json.js';
import type { NewRun, ParentEdge } from '../store/new-run.js';
import type { RunTrigger } from '../store/run-record.js';
import type { EnqueueOptions } from './options.js';

const LONGEST_KEY = 500;

interface NewRunFacts {
  readonly id: string;
  readonly input: Json;
  readonly trigger: RunTrigger;
  readonly flowId?: string;
  readonly retryOf?: string;
  readonly parents?: readonly ParentEdge[];
}

/** A run as the store takes it: the job's settings with one call's options on top. */
export function newRun(job: AnyJob, facts: NewRunFacts, options: EnqueueOptions<unknown> = {}): NewRun {
  return {
    id: facts.id,
    job: job.name,
    queue: job.queue,
    group: job.group,
    input: facts.input,
    priority: options.priority === undefined ? job.priority : checkPriority(options.priority),
    maxAttempts: checkAttempts(options.attempts ?? job.retry.attempts),
    ...due(options),
    key: options.key === undefined ? null : checkKey(options.key),
    flowId: facts.flowId ?? null,
    trigger: facts.trigger,
    retryOf: facts.retryOf ?? null,
    parents: facts.parents ?? [],
  };
}

function due(options: EnqueueOptions<unknown>): { runAt: Date } | { delayMs: number } {
  if (options.runAt === undefined) return { delayMs: toMilliseconds(options.delay ?? 0, 'delay') };
  if (options.delay !== undefined) {
    throw new NightshiftError('INVALID_OPTION', 'Give either delay or runAt, not both.');
  }
  if (Number.isFinite(options.runAt.getTime())) return { runAt: options.runAt };
  throw new NightshiftError('INVALID_OPTION', 'Expected runAt to be a valid Date; received an invalid one.');
}

function checkAttempts(attempts: number): number {
  if (Number.isInteger(attempts) && attempts >= 1 && attempts <= 10_000) return attempts;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected attempts to be a whole number from 1 to 10000; received ${attempts}.`,
  );
}

function checkKey(key: string): string {
  if (key.length > 0 && key.length <= LONGEST_KEY) return key;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected key to have 1 to ${LONGEST_KEY} characters; received ${key.length}.`,
  );
}

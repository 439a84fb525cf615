import { NightshiftError } from '../errors.js';
import { toMilliseconds } from '../duration.js';
import { checkPriority } from '../job/define-job.js';
import type { AnyJob } from '../job/job.js';
import type { Json } from '../json.js';
import { nameFault } from '../name-fault.js';
import type { NewRun, ParentEdge } from '../store/new-run.js';
import { DEDUP_MODES, type RunTrigger } from '../store/run-record.js';
import type { EnqueueOptions } from './options.js';

const LONGEST_KEY = 500;
/** As many as an index of every store takes. */
const MOST_KEY_BYTES = 1_000;
const MOST_HEADER_BYTES = 8_192;

interface NewRunFacts {
  readonly id: string;
  readonly input: Json;
  readonly trigger: RunTrigger;
  readonly limitKey: string | null;
  readonly scheduledFor?: Date | null;
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
    version: job.version,
    priority: options.priority === undefined ? job.priority : checkPriority(options.priority),
    maxAttempts: checkAttempts(options.attempts ?? job.retry.attempts),
    ...due(options),
    ...dedup(options),
    limitKey: facts.limitKey,
    flowId: facts.flowId ?? null,
    trigger: facts.trigger,
    retryOf: facts.retryOf ?? null,
    scheduledFor: facts.scheduledFor ?? null,
    headers: options.headers === undefined ? null : checkHeaders(options.headers),
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

function dedup(options: EnqueueOptions<unknown>): Pick<NewRun, 'key' | 'dedup' | 'maxWaitMs'> {
  const { key, mode, maxWait } = options;
  if (key === undefined && (mode !== undefined || maxWait !== undefined)) {
    throw new NightshiftError('INVALID_OPTION', 'Expected a key with mode or maxWait; received none.');
  }
  if (mode !== undefined && !DEDUP_MODES.includes(mode)) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected mode to be one of ${DEDUP_MODES.join(', ')}; received ${JSON.stringify(mode)}.`,
    );
  }
  if (mode === 'debounce' && options.delay === undefined && options.runAt === undefined) {
    throw new NightshiftError(
      'INVALID_OPTION',
      "Expected a delay with mode 'debounce': how long to wait for the next.",
    );
  }
  if (maxWait !== undefined && mode !== 'debounce') {
    throw new NightshiftError(
      'INVALID_OPTION',
      `maxWait goes with mode 'debounce'; received mode '${mode ?? 'keep'}'.`,
    );
  }
  return {
    key: key === undefined ? null : checkKey(key),
    dedup: mode ?? 'keep',
    ...(maxWait !== undefined && { maxWaitMs: toMilliseconds(maxWait, 'maxWait') }),
  };
}

function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  if (!entries.every(([, value]) => typeof value === 'string')) {
    throw new NightshiftError('INVALID_OPTION', 'Expected headers to be texts by name.');
  }
  const size = Buffer.byteLength(JSON.stringify(headers));
  if (size > MOST_HEADER_BYTES) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `Expected headers of at most ${MOST_HEADER_BYTES} bytes of JSON; received ${size}.`,
    );
  }
  return Object.fromEntries(entries);
}

function checkAttempts(attempts: number): number {
  if (Number.isInteger(attempts) && attempts >= 1 && attempts <= 10_000) return attempts;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected attempts to be a whole number from 1 to 10000; received ${attempts}.`,
  );
}

function checkKey(key: string): string {
  const fault = nameFault(key, { characters: LONGEST_KEY, bytes: MOST_KEY_BYTES });
  if (fault === null) return key;
  throw new NightshiftError(
    'INVALID_OPTION',
    `Expected key to be a text of 1 to ${LONGEST_KEY} characters without NUL or half a surrogate pair; received one that ${fault}.`,
  );
}

import type { AnyJob } from '../job/job.js';
import type { Json } from '../json.js';
import type { AttemptRecord, RunLog, RunRecord } from '../store/run-record.js';
import { HIDDEN, type Mask } from './mask.js';
import { hideSecrets, maskFor } from './secrets-of.js';

/**
 * A run as it may be shown: the secrets of its input are hidden, and masked wherever else they stand. What a worker wrote is
 * masked already; this covers runs from before a field was marked, and what callers gave: keys, headers, reasons.
 *
 * @param job - the definition that says what is secret. Without one nobody can say, and the whole input is hidden.
 * @example
 * const [run] = (await jobs.list()).runs;
 * if (run !== undefined) console.log(redact(run, jobs.registry.find(run.job)));
 */
export function redact(run: RunRecord, job: AnyJob | undefined): RunRecord {
  if (job === undefined) return { ...run, input: HIDDEN, checkpoint: run.checkpoint === null ? null : HIDDEN };
  const mask = maskFor(job, run.input);
  if (!mask.active) return run;
  const { output, error, progress, cancel, key, limitKey, headers, checkpoint } = run;
  return {
    ...run,
    ...masked({ output, error, progress, cancel, key, limitKey, headers, checkpoint }, mask),
    attempts: run.attempts.map((attempt) => ({ ...attempt, ...masked(errorOf(attempt), mask) })),
    input: redactInput(run.input, job),
  };
}

/** The input with the values of secret fields hidden. */
export function redactInput(input: Json, job: AnyJob): Json {
  return hideSecrets(input, job) as Json;
}

/** Log lines of a run as they may be shown. */
export function redactLogs(logs: readonly RunLog[], run: RunRecord, job: AnyJob | undefined): RunLog[] {
  const mask = job === undefined ? undefined : maskFor(job, run.input);
  return mask?.active === true ? logs.map((log) => masked(log, mask)) : [...logs];
}

function errorOf({ error }: AttemptRecord): Pick<AttemptRecord, 'error'> {
  return error === undefined ? {} : { error };
}

/** A record is JSON but for its dates, which hold no secret. */
function masked<Value>(value: Value, mask: Mask): Value {
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => masked(item, mask)) as Value;
  if (typeof value !== 'object' || value === null) return mask.json(value as Json) as Value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => [mask.text(name), masked(item as unknown, mask)]),
  ) as Value;
}

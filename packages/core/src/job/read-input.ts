import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import { maskThrown } from '../redaction/mask-issues.js';
import type { RunRecord } from '../store/run-record.js';
import type { AnyJob } from './job.js';
import { applySchema } from './schema.js';

/**
 * The stored input of a run as this build's handler gets it: brought to the job's version, and checked; a promise of it where
 * the schema takes its time.
 *
 * @throws NightshiftError `NEWER_VERSION` for an input that a newer build wrote, `UPCAST_FAILED` when `upcast` throws, and
 * `INVALID_INPUT` when the schema refuses what it gave.
 */
export function readInput(job: AnyJob, run: Pick<RunRecord, 'input' | 'version'>): unknown {
  if (run.version > job.version) {
    throw new NightshiftError(
      'NEWER_VERSION',
      `The input of this run has version ${run.version}; this build knows job "${job.name}" up to version ${job.version}.`,
    );
  }
  return applySchema(job, run.version < job.version ? bringUp(job, run) : run.input);
}

/**
 * An input of an older version as one of the job's version; as it is, where the job says nothing about older ones.
 *
 * @throws NightshiftError `UPCAST_FAILED`.
 */
export function bringUp(
  job: AnyJob,
  { input, version }: { readonly input: unknown; readonly version: number },
): unknown {
  if (job.upcast === null) return input;
  try {
    return job.upcast(input as Json, version);
  } catch (thrown) {
    const error = maskThrown(thrown, job, input);
    throw new NightshiftError(
      'UPCAST_FAILED',
      `upcast of job "${job.name}" failed on an input of version ${version}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

import { NightshiftError } from '../errors.js';
import type { Json } from '../json.js';
import type { AnyJob } from './job.js';

/** The handler's own part of a checkpoint, and the payload version of the job that saved it. */
export interface SavedValue {
  readonly value: Json | null;
  /** Absent when it was saved by version 1. */
  readonly version?: number;
}

/**
 * What a handler saved, as this build's handler reads it. A value of an older version is given as it is, where the job says
 * nothing about older ones: checkpoints have no schema that could tell.
 *
 * @throws NightshiftError `NEWER_VERSION` for what a newer build saved, `UPCAST_FAILED` when `upcastCheckpoint` throws.
 */
export function readCheckpoint(job: AnyJob, { value, version = 1 }: SavedValue): Json | null {
  if (value === null || version === job.version) return value;
  if (version > job.version) {
    throw new NightshiftError(
      'NEWER_VERSION',
      `The checkpoint of this run has version ${version}; this build knows job "${job.name}" up to version ${job.version}.`,
    );
  }
  if (job.upcastCheckpoint === null) return value;
  try {
    return job.upcastCheckpoint(value, version);
  } catch (error) {
    throw new NightshiftError(
      'UPCAST_FAILED',
      `upcastCheckpoint of job "${job.name}" failed on a checkpoint of version ${version}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

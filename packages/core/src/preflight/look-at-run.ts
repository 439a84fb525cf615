import { NightshiftError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import { readCheckpoint } from '../job/read-checkpoint.js';
import { readInput } from '../job/read-input.js';
import type { RunRecord } from '../store/run-record.js';
import { readSavedState } from '../worker/saved-state.js';
import type { Found } from './findings.js';
import { inWords } from './in-words.js';

/** What this build's job cannot read of an unfinished run. */
export async function lookAtRun(job: AnyJob, run: RunRecord): Promise<Found[]> {
  return [...(await lookAtInput(job, run)), ...lookAtCheckpoint(job, run)];
}

async function lookAtInput(job: AnyJob, run: RunRecord): Promise<Found[]> {
  try {
    await readInput(job, run);
    return [];
  } catch (error) {
    const found = { job: job.name };
    switch (error instanceof NightshiftError ? error.code : undefined) {
      case 'NEWER_VERSION':
        return [{ ...found, problem: 'newer-input', detail: versions(run.version, job.version) }];
      case 'UPCAST_FAILED':
        return [{ ...found, problem: 'upcast-failed', detail: inWords(error, job, run.input) }];
      default:
        // Whatever a schema throws, the run would fail by it.
        return [{ ...found, problem: 'input-refused', detail: inWords(error, job, run.input) }];
    }
  }
}

function lookAtCheckpoint(job: AnyJob, run: RunRecord): Found[] {
  const saved = readSavedState(run.checkpoint);
  const { value, version = 1 } = saved;
  if (value === null || version === job.version) return [];
  const detail = versions(version, job.version);
  if (version > job.version) return [{ job: job.name, problem: 'newer-checkpoint', detail }];
  if (job.upcastCheckpoint === null) return [{ job: job.name, problem: 'older-checkpoint', detail }];
  try {
    readCheckpoint(job, saved);
    return [];
  } catch (error) {
    return [{ job: job.name, problem: 'checkpoint-upcast-failed', detail: inWords(error, job, run.input) }];
  }
}

function versions(stored: number, known: number): string {
  return `stored by version ${stored}, this build has ${known}`;
}

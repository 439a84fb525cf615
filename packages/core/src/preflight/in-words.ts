import { InvalidInputError } from '../errors.js';
import type { AnyJob } from '../job/job.js';
import { maskFor } from '../redaction/secrets-of.js';

/** Paths and reasons of what a schema refused; of anything else its message, without the secrets of the input. */
export function inWords(error: unknown, job: AnyJob, input: unknown): string {
  if (error instanceof InvalidInputError) {
    return error.issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
  }
  return maskFor(job, input).text(error instanceof Error ? error.message : String(error));
}

import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { InputIssue } from '../errors.js';
import { HIDDEN } from './mask.js';
import { isSecretPath, maskFor, type SecretJob } from './secrets-of.js';

/** What a schema says of an input, without the secrets that it may quote. */
export function maskIssues(issues: readonly StandardSchemaV1.Issue[], job: SecretJob, input: unknown): InputIssue[] {
  const mask = maskFor(job, input);
  return issues.map((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    const message = mask.text(issue.message);
    const quotes = mask.active && isSecretPath(job, path) && quotesValue(message, valueAt(input, path));
    return { path: mask.text(path.join('.')), message: quotes ? 'Invalid value' : message };
  });
}

/** What a schema or an upcast threw, as it is when it quotes no secret. */
export function maskThrown(thrown: unknown, job: SecretJob, input: unknown): unknown {
  const mask = maskFor(job, input);
  if (!mask.active || !(thrown instanceof Error)) return thrown;
  const message = mask.text(thrown.message);
  const stack = mask.text(thrown.stack ?? '');
  if (message === thrown.message && stack === thrown.stack && thrown.cause === undefined) return thrown;
  // Made anew: the original, and what it names as its cause, are the ones that quote.
  return Object.assign(new Error(message), { name: mask.text(thrown.name), stack });
}

/** A value too short for the mask may stand in the message of its own field. */
function quotesValue(message: string, value: unknown): boolean {
  const isScalar = typeof value === 'string' || typeof value === 'number';
  return isScalar && String(value) !== '' && message.includes(String(value)) && !message.includes(HIDDEN);
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    input,
  );
}

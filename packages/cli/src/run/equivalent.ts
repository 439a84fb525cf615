import { redactInput, type AnyJob, type Json } from '@nightshift/core';
import { jobOptions } from '../arguments/job-options.js';
import type { Input } from './job-inputs.js';

/** The command line that runs a job with an input; a secret stands there as something to replace. */
export function commandLine(job: AnyJob, input: Input): string {
  const options = jobOptions(job) ?? [];
  const shown = redactInput(input as Json, job) as Input;
  const words = Object.entries(shown).map(([name, value]) => {
    const option = options.find((one) => one.name === name);
    if (option?.secret === true) return `--${name}=SECRET`;
    if (option === undefined || option.reserved) return `--opts ${quoted(JSON.stringify({ [name]: value }))}`;
    if (value === true) return `--${name}`;
    if (value === false) return `--no-${name}`;
    return `--${name}=${quoted(textOf(value))}`;
  });
  return ['nightshift run', job.name, ...words].join(' ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// Single quotes take everything as it is, but for themselves.
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

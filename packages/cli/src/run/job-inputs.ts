import { closest, parseInput, type AnyJob } from '@nightshift/core';
import { coerceOption } from '../arguments/coerce.js';
import { jobOptions, placeholder, type JobOption } from '../arguments/job-options.js';
import type { GivenOption } from '../arguments/tokens.js';
import { UsageError } from '../usage-error.js';

export type Input = Readonly<Record<string, unknown>>;
/** Inputs by job name. */
export type Inputs = ReadonlyMap<string, Input>;

/** A value that a job needs and nobody gave. */
export interface MissingOption {
  readonly job: AnyJob;
  readonly option: JobOption;
}

interface Values {
  readonly given: readonly GivenOption[];
  /** From `--opts`; what was typed as an option of its own comes over it. */
  readonly opts: Input;
}

/**
 * The input of each job: every value goes to the jobs that have it.
 *
 * @throws UsageError for a value of `--opts` that no job has, or one of the wrong type.
 */
export function jobInputs(jobs: readonly AnyJob[], values: Values): Inputs {
  refuseUnused(jobs, values.opts);
  return new Map(jobs.map((job) => [job.name, inputOf(job, values)]));
}

function inputOf(job: AnyJob, { given, opts }: Values): Input {
  const options = jobOptions(job);
  if (options === undefined) return opts;
  const fromOpts = Object.entries(opts).filter(([name]) => options.some((option) => option.name === name));
  const typed = options.flatMap((option) => {
    const values = given.filter((one) => one.name === option.name).map((one) => one.value);
    return values.length === 0 ? [] : [[option.name, coerceOption(option, values)] as const];
  });
  return Object.fromEntries([...fromOpts, ...typed]);
}

function refuseUnused(jobs: readonly AnyJob[], opts: Input): void {
  const known = jobs.map((job) => jobOptions(job));
  if (known.includes(undefined)) return;
  const names = known.flatMap((options) => options ?? []).map((option) => option.name);
  const unused = Object.keys(opts).find((name) => !names.includes(name));
  if (unused === undefined) return;
  const near = closest(unused, names);
  throw new UsageError(`No job here takes ${JSON.stringify(unused)} of --opts. Nothing was enqueued.`, [
    ...(near === undefined ? [] : [`Did you mean ${JSON.stringify(near)}?`]),
  ]);
}

/** The values that are still needed, each once. */
export function missingOptions(jobs: readonly AnyJob[], inputs: Inputs): MissingOption[] {
  return jobs.flatMap((job) =>
    (jobOptions(job) ?? [])
      .filter((option) => option.required && inputs.get(job.name)?.[option.name] === undefined)
      .map((option) => ({ job, option })),
  );
}

export function missingError(missing: readonly MissingOption[]): UsageError {
  const lines = missing.map(({ job, option }) => {
    const flag = option.reserved ? `"${option.name}" in --opts` : `--${option.name}`;
    const about = option.description === null ? '' : `: ${option.description}`;
    return `${job.name} needs ${flag} ${placeholder(option)}`.trimEnd() + about;
  });
  const names = [...new Set(missing.map(({ option }) => `--${option.name}`))].join(', ');
  return new UsageError(`Missing ${names}. Nothing was enqueued.`, lines);
}

/** Applies each job's own schema. @throws InvalidInputError with every path and reason. */
export async function checkInputs(jobs: readonly AnyJob[], inputs: Inputs): Promise<void> {
  for (const job of jobs) await parseInput(job, inputs.get(job.name) ?? {});
}

import { closest, type AnyJob, type Registry } from '@nightshift/core';
import { GLOBAL_FLAGS, RUN_FLAGS } from '../arguments/flags.js';
import { jobOptions, type JobOption } from '../arguments/job-options.js';
import { hyphenated, knownOptions, readTokens, type GivenOption, type KnownOption } from '../arguments/tokens.js';
import { UsageError } from '../usage-error.js';
import { jobsTakingOptions, readSelection, type Selection } from './selection.js';

/** What `run` was told: which jobs, and the values of their options as they were typed. */
export interface RunArguments {
  readonly selection: Selection | undefined;
  /** The jobs that the options are for. */
  readonly jobs: readonly AnyJob[];
  readonly given: readonly GivenOption[];
}

const FLAGS = [...GLOBAL_FLAGS, ...RUN_FLAGS];
const FLAG_NAMES = new Set(FLAGS.map((flag) => flag.name));

/**
 * Reads the arguments twice: the options of all jobs tell which words are names of jobs, and those jobs tell which
 * options there are.
 *
 * @throws UsageError for an unknown option, job or group.
 */
export function readRunArguments(args: readonly string[], group: string | undefined, registry: Registry): RunArguments {
  const draft = readTokens(args, knownTo(registry.all));
  const named = draft.positionals.filter((name) => registry.find(name) !== undefined).map((name) => registry.get(name));
  const [unknown] = draft.unknown;
  if (unknown !== undefined) throw unknownOption(unknown, named.length > 0 ? named : registry.all, named[0]);
  const selection = readSelection(draft.positionals, group, registry);
  if (selection === undefined) return { selection, jobs: [], given: [] };
  const jobs = jobsTakingOptions(selection, registry);
  const tokens = readTokens(args, knownTo(jobs));
  const [foreign] = tokens.unknown;
  if (foreign !== undefined) throw unknownOption(foreign, jobs, jobs.length === 1 ? jobs[0] : undefined);
  return { selection, jobs, given: tokens.given.filter((option) => !FLAG_NAMES.has(option.name)) };
}

function knownTo(jobs: readonly AnyJob[]): Map<string, KnownOption> {
  const options = jobs.flatMap((job) => jobOptions(job) ?? []).filter((option) => !option.reserved);
  // A switch of one job may take a value in another: text reads both.
  const inOrder = [...options].sort((a, b) => Number(isText(a)) - Number(isText(b)));
  const fromJobs = inOrder.map((option) => ({ name: option.name, type: isText(option) ? 'text' : 'boolean' }) as const);
  return new Map([...knownOptions(fromJobs), ...knownOptions(FLAGS)]);
}

function isText(option: JobOption): boolean {
  return option.type !== 'boolean';
}

function unknownOption(typed: string, jobs: readonly AnyJob[], job: AnyJob | undefined): UsageError {
  const word = typed.replace(/^-+/, '');
  const names = jobs.flatMap((one) => jobOptions(one) ?? []).map((option) => option.name);
  const near = closest(word, names) ?? closest(hyphenated(word), [...FLAG_NAMES]);
  const where =
    job === undefined ? (jobs.length > 1 ? 'No job here takes' : 'There is no option') : `${job.name} has no option`;
  return new UsageError(`${where} ${typed}. Nothing was enqueued.`, [
    ...(near === undefined ? [] : [`Did you mean --${near}?`]),
    job === undefined
      ? 'All jobs and their options: nightshift list.'
      : `All of its options: nightshift help run ${job.name}.`,
  ]);
}

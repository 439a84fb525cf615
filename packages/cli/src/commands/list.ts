import { redactInput, type AnyJob, type Json } from '@nightshift/core';
import { jobOptions, placeholder, type JobOption } from '../arguments/job-options.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { wrapped } from '../terminal/layout.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

/** `nightshift list`: every job with what it does and takes. Opens no store. */
export async function list({ output, positionals, session }: Invocation): Promise<ExitCode> {
  const { registry, settings } = await session();
  if (positionals.length > 0) throw new UsageError(`nightshift list takes no ${JSON.stringify(positionals[0])}.`);
  const group = settings.text('group');
  if (group !== undefined && !registry.groups.includes(group)) {
    throw new UsageError(`Unknown group ${JSON.stringify(group)}.`, [`There are: ${registry.groups.join(', ')}.`]);
  }
  const jobs = registry.all.filter((job) => group === undefined || job.group === group);
  if (output.json) output.document('list', { groups: registry.groups, jobs: jobs.map(jobDocument) });
  else output.result(jobLines(jobs, output));
  return EXIT.success;
}

function jobLines(jobs: readonly AnyJob[], output: Output): string[] {
  const groups = [...new Set(jobs.map((job) => job.group))];
  const lines = groups.flatMap((group) => [
    output.paintResult('bold', group ?? 'no group'),
    ...jobs.filter((job) => job.group === group).flatMap((job) => oneJob(job, output)),
    '',
  ]);
  return [...lines, 'Run one with nightshift run <job>; its options in full: nightshift help run <job>'];
}

function oneJob(job: AnyJob, { paintResult, columns }: Output): string[] {
  const options = jobOptions(job);
  const summary = options === undefined ? ['--opts <json>'] : options.map(optionSummary);
  return [
    `  ${paintResult('cyan', job.name)}`,
    ...wrapped(job.description.split(' '), columns, '      '),
    ...(summary.length === 0 ? [] : wrapped(summary, columns, '      ')),
  ];
}

/** `--userId <integer>`, `[--batchSize <integer>=100]`; what is in brackets may be left out. */
function optionSummary(option: JobOption): string {
  const value = placeholder(option);
  const preset = option.default === undefined || option.type === 'boolean' ? '' : `=${JSON.stringify(option.default)}`;
  const text = `--${option.name}${value === '' ? '' : ` ${value}`}${preset}`;
  return option.required ? text : `[${text}]`;
}

function jobDocument(job: AnyJob): object {
  const { name, description, group, queue, priority, timeoutMs, retry } = job;
  return {
    ...{ name, description, group, queue, priority, schedule: shownSchedule(job), timeoutMs, attempts: retry.attempts },
    dependsOn: job.dependsOn.map((edge) => edge.job.name),
    after: job.after.map((edge) => edge.job.name),
    options: jobOptions(job) ?? null,
  };
}

function shownSchedule(job: AnyJob): object | null {
  const { schedule } = job;
  if (schedule?.input === undefined) return schedule;
  return { ...schedule, input: redactInput(schedule.input as Json, job) };
}

import type { AnyJob } from '@nightshift/core';
import { RUN_FLAGS, type Flag } from '../arguments/flags.js';
import { jobOptions, placeholder, type JobOption } from '../arguments/job-options.js';
import { hyphenated } from '../arguments/tokens.js';
import type { Paint } from '../terminal/color.js';
import { aligned } from '../terminal/layout.js';
import { flagLines } from './command-help.js';

/** Help for one job: what it does, an example, its options, and the flags that go with any job. */
export function jobHelp(job: AnyJob, globals: readonly Flag[], paint: Paint): string[] {
  const options = jobOptions(job);
  return [
    `${paint('bold', job.name)}: ${job.description}`,
    '',
    ...about(job),
    '',
    paint('bold', 'Examples'),
    ...aligned([
      [example(job, options ?? []), 'run it and follow it'],
      [`${example(job, options ?? [])} --plan`, 'what would run before it'],
    ]),
    '',
    ...optionLines(options, paint),
    '',
    ...flagLines('Options of run', RUN_FLAGS, paint),
    '',
    ...flagLines('Options of every command', globals, paint),
  ];
}

function about(job: AnyJob): string[] {
  const rows = [
    ['group', job.group ?? 'none'],
    ['queue', job.queue],
    ['needs', job.dependsOn.map((edge) => edge.job.name).join(', ') || 'nothing'],
    ['attempts', String(job.retry.attempts)],
    ...(job.schedule === null ? [] : [['schedule', `${job.schedule.cron} (${job.schedule.timeZone ?? 'UTC'})`]]),
  ];
  return aligned(rows);
}

function optionLines(options: readonly JobOption[] | undefined, paint: Paint): string[] {
  if (options === undefined) return ['Its schema cannot tell its options: give them as JSON with --opts.'];
  if (options.length === 0) return ['It has no options.'];
  return [paint('bold', 'Options of the job'), ...aligned(options.map((option) => [typed(option), explained(option)]))];
}

function typed(option: JobOption): string {
  if (option.reserved) return `--opts '{"${option.name}": …}'`;
  const alias = hyphenated(option.name);
  const names = alias === option.name ? `--${option.name}` : `--${option.name}, --${alias}`;
  return `${names} ${placeholder(option)}`.trimEnd();
}

function explained(option: JobOption): string {
  const facts = [
    option.description,
    option.required ? 'required' : undefined,
    option.default === undefined ? undefined : `default ${JSON.stringify(option.default)}`,
    option.range,
    option.secret ? 'secret' : undefined,
    option.reserved ? 'the command uses this name itself' : undefined,
  ];
  return facts.filter((fact) => fact !== undefined && fact !== null).join('; ');
}

function example(job: AnyJob, options: readonly JobOption[]): string {
  const needed = options.filter((option) => option.required && !option.reserved);
  return ['nightshift run', job.name, ...needed.map((option) => `--${option.name}=${sample(option)}`)].join(' ');
}

function sample(option: JobOption): string {
  if (option.choices?.[0] !== undefined) return option.choices[0];
  return option.type === 'integer' || option.type === 'number' ? '8' : '…';
}

import { FOLLOW_FLAGS, RUN_FLAGS, WORKER_FLAGS, type Flag } from '../arguments/flags.js';
import type { Command } from './command.js';

const GROUP: Flag = { name: 'group', type: 'text', value: 'name', summary: 'Only the jobs of a group' };
const FOLLOW: Flag = { name: 'follow', short: 'f', type: 'boolean', summary: 'Go on until the run ends' };
const REASON: Flag = { name: 'reason', type: 'text', value: 'text', summary: 'Why, kept with the run' };
const WATCH: Flag = { name: 'watch', type: 'boolean', summary: 'Look again every 2 seconds; with --json a line each' };
const CHECK: Flag = {
  name: 'check',
  type: 'boolean',
  summary: 'Exit 1 on stalled runs, or failures of the last 24 hours',
};

/** The commands, in the order that help lists them. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'list',
    summary: 'List the jobs with their options',
    usage: ['nightshift list [options]'],
    examples: [
      ['nightshift list', 'every job, by group'],
      ['nightshift list --json', 'the same for programs'],
    ],
    flags: [GROUP],
    load: async () => (await import('./list.js')).list,
  },
  {
    name: 'run',
    summary: 'Run jobs and follow them',
    usage: [
      'nightshift run <job…> [options]',
      'nightshift run all [options]',
      'nightshift run --group <name> [options]',
    ],
    examples: [
      ['nightshift run match-scores --userId=8', 'one job; what it needs and never ran comes first'],
      ['nightshift run all --plan', 'what would run, in which order'],
      ['nightshift run --group feed --yes', 'a whole group, without a question'],
      ['nightshift run match-scores --opts @input.json', 'options from a file'],
    ],
    flags: RUN_FLAGS,
    takesJobOptions: true,
    load: async () => (await import('./run.js')).run,
  },
  {
    name: 'status',
    summary: 'Show what runs, waits and failed, or one run',
    usage: ['nightshift status [run id] [options]'],
    examples: [
      ['nightshift status --watch', 'look again and again'],
      ['nightshift status --check', 'exit 1 when something is wrong'],
    ],
    flags: [WATCH, CHECK],
    load: async () => (await import('./status.js')).status,
  },
  {
    name: 'logs',
    summary: 'Print what a run logged',
    usage: ['nightshift logs <run id> [options]'],
    examples: [['nightshift logs <run id> -f', 'until the run ends']],
    flags: [FOLLOW],
    load: async () => (await import('./logs.js')).logs,
  },
  {
    name: 'why',
    summary: 'Say why a run is where it is, and what to do',
    usage: ['nightshift why <run id> [options]'],
    examples: [['nightshift why <run id>', 'waiting for whom, until when']],
    flags: [],
    load: async () => (await import('./why.js')).why,
  },
  {
    name: 'cancel',
    summary: 'Cancel runs, wherever they are',
    usage: ['nightshift cancel <run id…> [options]'],
    examples: [['nightshift cancel <run id> --reason "wrong input"', 'one run, with a reason']],
    flags: [REASON],
    load: async () => (await import('./cancel.js')).cancel,
  },
  {
    name: 'retry',
    summary: 'Repeat a finished run as a new one, and follow it',
    usage: ['nightshift retry <run id> [options]'],
    examples: [['nightshift retry <run id>', 'the same job with the same input']],
    flags: FOLLOW_FLAGS,
    load: async () => (await import('./retry.js')).retry,
  },
  {
    name: 'worker',
    summary: 'Work on runs until stopped',
    usage: ['nightshift worker [options]'],
    examples: [
      ['nightshift worker', 'every queue, up to 20 runs at the same time'],
      ['nightshift worker --queue mail --concurrency 2', 'one queue, gently'],
    ],
    flags: WORKER_FLAGS,
    load: async () => (await import('./worker.js')).worker,
  },
  {
    name: 'help',
    summary: 'Explain a command or a job',
    usage: ['nightshift help [command] [job]'],
    examples: [['nightshift help run match-scores', "a job's options"]],
    flags: [],
    load: async () => (await import('./help.js')).help,
  },
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}

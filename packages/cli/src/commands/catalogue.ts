import { FOLLOW_FLAGS, RUN_FLAGS, WORKER_FLAGS, WORKERS_FLAGS, type Flag } from '../arguments/flags.js';
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

const JOB: Flag = { name: 'job', type: 'text', value: 'name', summary: 'Only of this job' };
const SINCE: Flag = {
  name: 'since',
  type: 'text',
  value: 'time',
  summary: 'Failed since a moment (ISO 8601), or so long ago (24h)',
};
const ERROR: Flag = { name: 'error', type: 'text', value: 'code', summary: 'Failed with this error code' };
const PAUSE_TARGET: readonly Flag[] = [
  { name: 'queue', type: 'text', value: 'name', summary: 'A queue, with the runs of every job in it' },
  { name: 'job', type: 'text', value: 'name', summary: 'A job, in every queue' },
];

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
    name: 'dead',
    summary: 'List failed runs with where they came from',
    usage: ['nightshift dead [options]'],
    examples: [['nightshift dead --job send-mail --since 24h', 'what failed of one job in a day']],
    flags: [
      JOB,
      SINCE,
      ERROR,
      { name: 'limit', type: 'text', value: 'n', summary: 'At most so many; default 20' },
      { name: 'after', type: 'text', value: 'run id', summary: 'Go on where the page before ended' },
    ],
    load: async () => (await import('./dead.js')).dead,
  },
  {
    name: 'redrive',
    summary: 'Repeat failed runs, each once, at a rate',
    usage: ['nightshift redrive <run id…> [options]', 'nightshift redrive [options]'],
    examples: [
      ['nightshift redrive --job send-mail --error TIMEOUT --dry-run', 'how many it would be'],
      ['nightshift redrive --job send-mail --rate 10/s --yes', 'ten a second, whoever works on them'],
      ['nightshift redrive --cancel', 'what has not started of it is cancelled'],
    ],
    flags: [
      JOB,
      SINCE,
      ERROR,
      { name: 'rate', type: 'text', value: 'rate', summary: 'How fast they become due (10/s, 100/m); default 10/s' },
      { name: 'limit', type: 'text', value: 'n', summary: 'At most so many; default all' },
      { name: 'dryRun', type: 'boolean', summary: 'Say what would be repeated; repeat nothing' },
      { name: 'cancel', type: 'boolean', summary: 'Cancel the repeats that have not started' },
      REASON,
    ],
    load: async () => (await import('./redrive.js')).redrive,
  },
  {
    name: 'pause',
    summary: 'Keep the runs of a queue or a job from starting',
    usage: ['nightshift pause --queue <name> | --job <name> [options]'],
    examples: [['nightshift pause --queue mail --reason "the provider is down"', 'in the whole fleet']],
    flags: [...PAUSE_TARGET, REASON],
    load: async () => (await import('./pause.js')).pause,
  },
  {
    name: 'resume',
    summary: 'Let the runs of a queue or a job start again',
    usage: ['nightshift resume --queue <name> | --job <name>'],
    examples: [['nightshift resume --queue mail', 'undoes a pause']],
    flags: PAUSE_TARGET,
    load: async () => (await import('./pause.js')).resume,
  },
  {
    name: 'paused',
    summary: 'List what is paused, and by whom',
    usage: ['nightshift paused'],
    examples: [['nightshift paused', 'queues and jobs, the longest paused first']],
    flags: [],
    load: async () => (await import('./pause.js')).paused,
  },
  {
    name: 'preflight',
    summary: 'List what this build cannot read of the store',
    usage: ['nightshift preflight [options]'],
    examples: [['nightshift preflight', 'before a deployment; exit 1 when there is something']],
    flags: [],
    load: async () => (await import('./preflight.js')).preflight,
  },
  {
    name: 'move',
    summary: 'Carry everything in one store to another one',
    usage: ['nightshift move --from <address> --to <address> [options]', 'nightshift move --abandon --from <address>'],
    examples: [
      [
        'nightshift move --from pglite:.nightshift --to postgres://user@host/database --dry-run',
        'what there is to move',
      ],
      [
        'nightshift move --from pglite:.nightshift --to postgres://user@host/database',
        'again, when it was interrupted',
      ],
    ],
    flags: [
      {
        name: 'from',
        type: 'text',
        value: 'address',
        env: true,
        summary: 'pglite:<folder>, postgres://…, or one of the config',
      },
      { name: 'to', type: 'text', value: 'address', env: true, summary: 'An empty store; ?schema= names its schema' },
      { name: 'dryRun', type: 'boolean', summary: 'Count what would be moved; change nothing' },
      { name: 'abandon', type: 'boolean', summary: 'Give a half-done move up: the source goes back to work' },
    ],
    load: async () => (await import('./move.js')).move,
  },
  {
    name: 'worker',
    summary: 'Work on runs until stopped',
    usage: ['nightshift worker [options]'],
    examples: [
      ['nightshift worker', 'every queue, up to 20 runs at the same time'],
      ['nightshift worker --queue mail --concurrency 2', 'one queue, gently'],
      ['nightshift worker --health-port 9090', 'with probes for whoever watches it'],
    ],
    flags: WORKER_FLAGS,
    load: async () => (await import('./worker.js')).worker,
  },
  {
    name: 'workers',
    summary: 'Keep several worker processes running',
    usage: ['nightshift workers [options]'],
    examples: [
      ['nightshift workers --instances 4', 'four processes, started again when one dies'],
      ['nightshift workers --instances 2 --health-port 9090', 'probes at 9090 and 9091'],
    ],
    flags: WORKERS_FLAGS,
    load: async () => (await import('./workers.js')).workers,
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

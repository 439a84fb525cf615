/** An option of the command itself, as opposed to one of a job. */
export interface Flag {
  /** Without hyphens, as it is typed. */
  readonly name: string;
  readonly type: 'boolean' | 'text';
  readonly short?: string;
  /** May be given many times, or as a list with commas. */
  readonly many?: boolean;
  /** Stands for the value in help. */
  readonly value?: string;
  readonly summary: string;
  /** On unless `--no-…` turns it off; help shows that form. */
  readonly on?: boolean;
  /** Can also be set by the environment, as `NIGHTSHIFT_` and its name in capitals. */
  readonly env?: boolean;
  /** Another environment variable that sets it, by its full name. */
  readonly variable?: string;
}

export const GLOBAL_FLAGS: readonly Flag[] = [
  { name: 'help', short: 'h', type: 'boolean', summary: 'Show help; works anywhere' },
  { name: 'version', short: 'V', type: 'boolean', summary: 'Show the version' },
  { name: 'json', type: 'boolean', summary: 'Print the result as JSON on stdout' },
  { name: 'quiet', short: 'q', type: 'boolean', summary: 'Say nothing but the result and errors' },
  { name: 'verbose', short: 'v', type: 'boolean', summary: 'Show what jobs log, and stacks of errors' },
  { name: 'color', type: 'boolean', on: true, summary: 'No colour (NO_COLOR and FORCE_COLOR work too)' },
  { name: 'input', type: 'boolean', on: true, env: true, summary: 'Never ask; fail and name what is missing' },
  { name: 'yes', short: 'y', type: 'boolean', env: true, summary: 'Answer yes to every question' },
  {
    name: 'config',
    type: 'text',
    value: 'file',
    env: true,
    summary: 'The application; default: nightshift.config.* upward',
  },
  { name: 'env-file', type: 'text', value: 'file', summary: 'Read environment variables from a file' },
];

export const RUN_FLAGS: readonly Flag[] = [
  { name: 'group', type: 'text', value: 'name', summary: 'Run the jobs of a group' },
  { name: 'opts', type: 'text', value: 'json', summary: 'Options as JSON: text, @file, or - for stdin' },
  { name: 'plan', type: 'boolean', summary: 'Show what would run, in which order; enqueue nothing' },
  { name: 'deps', type: 'boolean', on: true, summary: 'Run only what is named, whatever it depends on' },
  { name: 'inline', type: 'boolean', env: true, summary: 'Work on it in this process' },
  { name: 'detach', type: 'boolean', summary: 'Enqueue, print the run id and leave' },
  {
    name: 'timeout',
    type: 'text',
    value: 'time',
    env: true,
    summary: 'Stop waiting after so long (30s, 5m, 2h): exit 124',
  },
  { name: 'at', type: 'text', value: 'time', summary: 'Not before a moment (ISO 8601) or so long from now (10m)' },
  { name: 'priority', type: 'text', value: 'n', summary: 'Higher runs first, from -100 to 100' },
  { name: 'concurrency', type: 'text', value: 'n', env: true, summary: 'Runs at the same time, when they run here' },
  { name: 'queue', type: 'text', value: 'name', summary: 'For the worker alone: a job names its queue itself' },
];

export const FOLLOW_FLAGS: readonly Flag[] = RUN_FLAGS.filter((flag) =>
  ['inline', 'detach', 'timeout', 'concurrency'].includes(flag.name),
);

export const WORKER_FLAGS: readonly Flag[] = [
  {
    name: 'concurrency',
    type: 'text',
    value: 'n',
    env: true,
    variable: 'WORKER_CONCURRENCY',
    summary: 'Runs at the same time; default 20',
  },
  { name: 'queue', type: 'text', value: 'name', many: true, env: true, summary: 'Only these queues; default all' },
  { name: 'drain', type: 'text', value: 'time', env: true, summary: 'How long a stop lets runs finish; default 25s' },
  {
    name: 'lease',
    type: 'text',
    value: 'time',
    env: true,
    summary: 'How long a run is lost for when this process dies; default 30s',
  },
  {
    name: 'health-port',
    type: 'text',
    value: 'port',
    variable: 'WORKER_HEALTH_PORT',
    summary: 'Answer /health/live and /health/ready on this port; default none',
  },
  {
    name: 'health-host',
    type: 'text',
    value: 'address',
    variable: 'WORKER_HEALTH_HOST',
    summary: 'Where that port listens; default 127.0.0.1',
  },
];

export const WORKERS_FLAGS: readonly Flag[] = [
  { name: 'instances', type: 'text', value: 'n', summary: 'Worker processes; default one per processor' },
  ...WORKER_FLAGS.map((flag) =>
    flag.name === 'health-port'
      ? { ...flag, summary: 'Port of the first instance; each next one has the next port' }
      : flag,
  ),
];

/** Names that a job's option cannot have on the command line; it is then reached through `--opts`. */
export const RESERVED_OPTIONS: ReadonlySet<string> = new Set([...GLOBAL_FLAGS, ...RUN_FLAGS].map((flag) => flag.name));

/** The environment variables that set a flag, the first to be asked first. */
export function variablesOf({ name, env, variable }: Flag): string[] {
  const own = env === true ? [`NIGHTSHIFT_${name.replaceAll('-', '_').toUpperCase()}`] : [];
  return variable === undefined ? own : [...own, variable];
}

/** How a flag is typed: `--name`, or `--no-name` for one that is on. */
export function typedFlag(flag: Flag): string {
  return flag.on === true ? `--no-${flag.name}` : `--${flag.name}`;
}

import { availableParallelism } from 'node:os';
import type { ExitCode } from '../exit-codes.js';
import { EXIT } from '../exit-codes.js';
import type { InstanceProgram } from '../supervisor/instance.js';
import { Supervisor } from '../supervisor/supervisor.js';
import { SUPERVISED } from '../worker/under-supervisor.js';
import type { Invocation } from './command.js';
import { areEnabled, healthAddress, refusePositionals, workerOptions } from './worker.js';

const MOST_INSTANCES = 100;

/** `nightshift workers`: keeps several worker processes running until a signal stops them. */
export async function workers(invocation: Invocation): Promise<ExitCode> {
  const { host, output, positionals, settings } = invocation;
  refusePositionals('workers', positionals);
  if (!areEnabled(host, output)) return EXIT.success;
  const instances =
    settings.wholeNumber('instances', { least: 1, most: MOST_INSTANCES }) ??
    Math.min(availableParallelism(), MOST_INSTANCES);
  // What each of them would refuse is refused once.
  workerOptions(settings);
  const firstPort = healthAddress(settings, instances - 1)?.port;
  const programs = Array.from({ length: instances }, (_, index) =>
    // Port 0 is any that is free, for each of them.
    program(invocation, firstPort === undefined || firstPort === 0 ? firstPort : firstPort + index),
  );
  return new Supervisor({ host, output }, programs).untilStopped();
}

function program({ host, settings }: Invocation, healthPort: number | undefined): InstanceProgram {
  const { execPath, execArgv, argv, env, stdout, stderr } = host;
  const given = settings.typedAgain(['instances', 'health-port']);
  const port = healthPort === undefined ? [] : [`--health-port=${healthPort}`];
  // A debugger listens on one port; the supervisor has it.
  const ofNode = execArgv.filter((argument) => !argument.startsWith('--inspect'));
  return {
    file: execPath,
    args: [...ofNode, argv[1] ?? '', 'worker', ...given, ...port],
    env: { ...env, [SUPERVISED]: '1' },
    stdout,
    stderr,
  };
}

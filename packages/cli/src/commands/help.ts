import type { AnyJob } from '@nightshift/core';
import { GLOBAL_FLAGS } from '../arguments/flags.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { commandHelp, overview } from '../help/command-help.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

/** `nightshift help [command] [job]`, and `-h` anywhere. Without a job, it reads no application. */
export async function help(invocation: Invocation): Promise<ExitCode> {
  const { output, positionals, commands } = invocation;
  const [first, ...rest] = positionals.filter((word) => word !== 'help' || positionals.length === 1);
  const command = first === undefined ? undefined : commands.find((one) => one.name === first);
  const job = command === undefined ? first : command.name === 'run' ? rest[0] : undefined;
  if (job !== undefined && job !== 'all') return helpForJob(job, invocation);
  const lines =
    command === undefined ? overview(commands, output.paintResult) : commandHelp(command, output.paintResult);
  return print(lines, output);
}

async function helpForJob(name: string, { output, session, commands }: Invocation): Promise<ExitCode> {
  const { registry } = await session();
  const job: AnyJob | undefined = registry.find(name);
  if (job === undefined) {
    const { closest } = await import('@nightshift/core');
    const near = closest(name, [...registry.names, ...commands.map((command) => command.name)]);
    throw new UsageError(`There is no command or job ${JSON.stringify(name)}.`, [
      ...(near === undefined ? [] : [`Did you mean ${near}?`]),
      'All commands: nightshift --help. All jobs: nightshift list.',
    ]);
  }
  const { jobHelp } = await import('../help/job-help.js');
  return print(jobHelp(job, GLOBAL_FLAGS, output.paintResult), output);
}

function print(lines: readonly string[], output: Output): ExitCode {
  if (output.json) output.document('help', { text: lines.join('\n') });
  else output.result(lines);
  return EXIT.success;
}

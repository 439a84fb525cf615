import { GLOBAL_FLAGS } from '../../packages/cli/src/arguments/flags.js';
import { knownOptions, readTokens } from '../../packages/cli/src/arguments/tokens.js';
import { COMMANDS, findCommand } from '../../packages/cli/src/commands/catalogue.js';
import type { Launch } from './launch.js';

/** What `nightshift` is called with in a command, wherever it stands in it; undefined where it is not called. */
export function nightshiftArguments({ command }: Launch): readonly string[] | undefined {
  const at = command.findIndex((word) => word === 'nightshift' || word.endsWith('/nightshift'));
  if (at < 0) return undefined;
  const rest = command.slice(at + 1);
  const end = rest.findIndex((word) => /^([|&;<>]|\d>)/.test(word));
  return end < 0 ? rest : rest.slice(0, end);
}

/** A subcommand that does not exist, or an option that it does not have. */
export function commandFaults(launch: Launch): string[] {
  const args = nightshiftArguments(launch);
  if (args === undefined) return [];
  const [name = ''] = args;
  const command = findCommand(name);
  if (command === undefined) {
    const names = COMMANDS.map((one) => one.name).join(', ');
    return [`${launch.where}: there is no \`nightshift ${name}\`; there are ${names}`];
  }
  const { unknown } = readTokens(args.slice(1), knownOptions([...GLOBAL_FLAGS, ...command.flags]));
  return unknown.map((option) => `${launch.where}: \`nightshift ${name}\` has no option ${option}`);
}

import { GLOBAL_FLAGS, typedFlag, variablesOf, type Flag } from '../arguments/flags.js';
import type { Command } from '../commands/command.js';
import type { Paint } from '../terminal/color.js';
import { aligned } from '../terminal/layout.js';

/** Help for the command as a whole. */
export function overview(commands: readonly Command[], paint: Paint): string[] {
  return [
    'Run and watch background jobs.',
    '',
    paint('bold', 'Examples'),
    ...aligned([
      ['nightshift', 'choose a job and answer its questions'],
      ['nightshift run match-scores --userId=8', 'run a job'],
      ['nightshift status --watch', 'see what happens'],
      ['nightshift worker', 'work on what others enqueue'],
    ]),
    '',
    paint('bold', 'Commands'),
    ...aligned(commands.map((command) => [paint('cyan', command.name), command.summary])),
    '',
    ...flagLines('Options of every command', GLOBAL_FLAGS, paint),
    '',
    'More: nightshift help <command>, nightshift help run <job>',
  ];
}

/** Help for one command: what it does, examples, then its options. */
export function commandHelp(command: Command, paint: Paint): string[] {
  return [
    `${command.summary}.`,
    '',
    ...command.usage.map((line) => `  ${line}`),
    '',
    paint('bold', 'Examples'),
    ...aligned(command.examples.map((example) => [...example])),
    '',
    ...(command.takesJobOptions === true ? ['A job has options of its own: nightshift help run <job>', ''] : []),
    ...(command.flags.length === 0 ? [] : [...flagLines('Options', command.flags, paint), '']),
    ...flagLines('Options of every command', GLOBAL_FLAGS, paint),
  ];
}

/** A titled table of flags, with the environment variables that stand for them. */
export function flagLines(title: string, flags: readonly Flag[], paint: Paint): string[] {
  const rows = flags.map((flag) => {
    const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
    const value = flag.value === undefined ? '' : ` <${flag.value}>`;
    const variables = variablesOf(flag).join(', ');
    const env = variables === '' ? '' : ` [${variables}]`;
    return [`${short}${typedFlag(flag)}${value}`, flag.summary + paint('dim', env)];
  });
  return [paint('bold', title), ...aligned(rows)];
}

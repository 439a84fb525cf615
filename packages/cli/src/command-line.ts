import { loadEnvFile } from 'node:process';
import { resolve } from 'node:path';
import { GLOBAL_FLAGS, type Flag } from './arguments/flags.js';
import { Settings } from './arguments/settings.js';
import { indexOfFirstPositional, knownOptions, readTokens, type Known } from './arguments/tokens.js';
import type { Session } from './app/session.js';
import { COMMANDS, findCommand } from './commands/catalogue.js';
import type { Command, Invocation } from './commands/command.js';
import type { StoreOpeners } from './move/open-store.js';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.js';
import type { Host } from './host.js';
import { reportError } from './report-error.js';
import { canAsk } from './terminal/can-ask.js';
import { Output } from './terminal/output.js';
import { UsageError } from './usage-error.js';

/** Does what the process's arguments say, and answers with the exit code. Throws nothing. */
export async function runCommandLine(host: Host): Promise<ExitCode> {
  const argv = withoutSeparator(host.argv.slice(2));
  const output = outputFor(host, argv);
  try {
    return await dispatch(host, output, argv);
  } catch (error) {
    reportError(output, error, { verbose: argv.includes('-v') || argv.includes('--verbose') });
    return exitCodeOf(error);
  } finally {
    await output.flush();
  }
}

// pnpm passes on the `--` that stands between a script's name and its options. Right after a command it separates nothing.
function withoutSeparator(argv: readonly string[]): readonly string[] {
  const [word = '', next] = argv;
  return next === '--' && findCommand(word) !== undefined ? [word, ...argv.slice(2)] : argv;
}

async function dispatch(host: Host, output: Output, argv: readonly string[]): Promise<ExitCode> {
  const globals = known(GLOBAL_FLAGS);
  const { given } = readTokens(argv, globals);
  const global = new Settings({ flags: GLOBAL_FLAGS, given, env: host.env });
  const envFile = global.text('env-file');
  if (envFile !== undefined) readEnvFile(resolve(host.cwd(), envFile));
  if (global.on('version')) return version(output);
  const at = indexOfFirstPositional(argv, globals);
  const word = at === undefined ? undefined : argv[at];
  const args = argv.filter((_argument, index) => index !== at);
  const command = await commandFor(word, { ask: canAsk(host, global), help: global.on('help') });
  // `nightshift run sync-user -h` is `nightshift help run sync-user`.
  const isAside = global.on('help') && word !== undefined;
  return execute(command, { host, output, args: isAside ? [word, ...args] : args });
}

// Without a command, a terminal is asked what to run, and anything else gets the list.
async function commandFor(word: string | undefined, wants: { ask: boolean; help: boolean }): Promise<Command> {
  const name = word ?? (wants.ask ? 'run' : 'list');
  const command = findCommand(name);
  if (command === undefined) throw await unknownCommand(name);
  return wants.help ? (findCommand('help') ?? command) : command;
}

async function unknownCommand(name: string): Promise<UsageError> {
  const { closest } = await import('@nightshift/core');
  const names = COMMANDS.map((command) => command.name);
  const near = closest(name, names);
  return new UsageError(`Unknown command ${JSON.stringify(name)}.`, [
    ...(near === undefined ? [] : [`Did you mean nightshift ${near}?`]),
    `To run a job: nightshift run ${name}. All commands: nightshift --help.`,
  ]);
}

async function execute(
  command: Command,
  { host, output, args }: Pick<Invocation, 'host' | 'output' | 'args'>,
): Promise<ExitCode> {
  const flags = [...GLOBAL_FLAGS, ...command.flags];
  const { given, positionals, unknown } = readTokens(args, known(flags));
  if (command.takesJobOptions !== true && command.name !== 'help') await refuseUnknown(command, flags, unknown);
  const settings = new Settings({ flags, given, env: host.env });
  const run = await command.load();
  let session: Promise<Session> | undefined;
  try {
    return await run({
      host,
      output,
      commands: COMMANDS,
      settings,
      args,
      positionals,
      session: () => (session ??= openSession(host, output, settings)),
      ownStores: () => readOwnStores(host, settings),
    });
  } finally {
    // A session that could not start has told so.
    const [started] = await Promise.allSettled([session]);
    if (started.status === 'fulfilled') await started.value?.close();
  }
}

async function openSession(host: Host, output: Output, settings: Settings): Promise<Session> {
  const [{ findConfig }, { loadApp }, { Session: Sessions }] = await Promise.all([
    import('./app/find-config.js'),
    import('./app/load-app.js'),
    import('./app/session.js'),
  ]);
  const file = await findConfig(host.cwd(), settings.text('config'));
  return Sessions.start(await loadApp(file), output, settings);
}

/** A move needs no application; one that is there, or is named, may know more stores. */
async function readOwnStores(host: Host, settings: Settings): Promise<StoreOpeners> {
  const [{ findConfigIfAny }, { loadApp }] = await Promise.all([
    import('./app/find-config.js'),
    import('./app/load-app.js'),
  ]);
  const file = await findConfigIfAny(host.cwd(), settings.text('config'));
  return file === undefined ? {} : ((await loadApp(file)).stores ?? {});
}

async function refuseUnknown(command: Command, flags: readonly Flag[], unknown: readonly string[]): Promise<void> {
  const [first] = unknown;
  if (first === undefined) return;
  const { closest } = await import('@nightshift/core');
  const near = closest(
    first.replace(/^-+(no-)?/, ''),
    flags.map((flag) => flag.name),
  );
  throw new UsageError(`Unknown option ${first} of nightshift ${command.name}.`, [
    ...(near === undefined ? [] : [`Did you mean --${near}?`]),
    `All of its options: nightshift help ${command.name}.`,
  ]);
}

function readEnvFile(file: string): void {
  try {
    loadEnvFile(file);
  } catch (error) {
    throw new UsageError(`--env-file cannot read ${file}: ${(error as Error).message}`);
  }
}

async function version(output: Output): Promise<ExitCode> {
  const { readFile } = await import('node:fs/promises');
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  if (output.json) output.document('version', { version: manifest.version });
  else output.result(manifest.version);
  return EXIT.success;
}

// Before anything can be refused, it must be known how to say so.
function outputFor({ stdout, stderr, env }: Host, argv: readonly string[]): Output {
  const end = argv.indexOf('--');
  const args = end < 0 ? argv : argv.slice(0, end);
  return new Output({
    stdout,
    stderr,
    env,
    json: args.includes('--json'),
    quiet: args.includes('-q') || args.includes('--quiet'),
    color: !args.includes('--no-color'),
  });
}

function known(flags: readonly Flag[]): Known {
  return knownOptions(flags);
}

import type { PauseTarget } from '@nightshift/core';
import type { Settings } from '../arguments/settings.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { moment } from '../terminal/wording.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

/** `nightshift pause`: nothing of a queue or a job starts any more, in the whole fleet. */
export async function pause({ output, settings, positionals, session }: Invocation): Promise<ExitCode> {
  const target = targetOf('pause', settings, positionals);
  const client = await (await session()).client();
  const message = settings.text('reason');
  await client.pause(target, { by: 'cli', ...(message !== undefined && { message }) });
  if (output.json) output.document('pause', { target, paused: true });
  else output.result(`${words(target)} is paused; what runs goes on. Undo: nightshift resume ${flagOf(target)}`);
  return EXIT.success;
}

/** `nightshift resume`: lets a queue or a job start again. */
export async function resume({ output, settings, positionals, session }: Invocation): Promise<ExitCode> {
  const target = targetOf('resume', settings, positionals);
  const client = await (await session()).client();
  const wasPaused = await client.resume(target);
  if (output.json) output.document('resume', { target, wasPaused });
  else output.result(wasPaused ? `${words(target)} goes on` : `${words(target)} was not paused`);
  return EXIT.success;
}

/** `nightshift paused`: what is paused, since when, by whom and why. */
export async function paused({ output, positionals, session }: Invocation): Promise<ExitCode> {
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`nightshift paused takes no ${JSON.stringify(extra)}.`);
  const pauses = await (await (await session()).client()).paused();
  if (output.json) output.document('paused', { paused: pauses });
  else if (pauses.length === 0) output.result('nothing is paused');
  for (const one of output.json ? [] : pauses) {
    output.result(
      `${words(one)}, since ${moment(one.at)} by ${one.by}${one.message === undefined ? '' : `: ${one.message}`}`,
    );
  }
  return EXIT.success;
}

function targetOf(command: string, settings: Settings, positionals: readonly string[]): PauseTarget {
  const [queue, job] = [settings.text('queue'), settings.text('job')];
  if (positionals.length === 0 && queue !== undefined && job === undefined) return { queue };
  if (positionals.length === 0 && job !== undefined && queue === undefined) return { job };
  throw new UsageError(`nightshift ${command} needs --queue <name> or --job <name>, one of them, and nothing else.`, [
    'What is paused: nightshift paused.',
  ]);
}

function words(target: PauseTarget): string {
  return 'queue' in target ? `queue ${target.queue}` : `job ${target.job}`;
}

function flagOf(target: PauseTarget): string {
  return 'queue' in target ? `--queue ${target.queue}` : `--job ${target.job}`;
}

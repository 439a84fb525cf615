import type { RedriveAnswer, RedriveOptions, RedriveRate, RedriveSkip } from '@nightshift/core';
import type { Client } from '../app/session.js';
import type { Settings } from '../arguments/settings.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { canAsk } from '../terminal/can-ask.js';
import type { Output } from '../terminal/output.js';
import { openPrompts } from '../terminal/prompts.js';
import { counted, moment } from '../terminal/wording.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';
import { deadFilter } from './dead.js';

const WHY: Readonly<Record<RedriveSkip, string>> = {
  repeated: 'repeated already',
  'repeat-failed': 'their repeat failed as well; that one is the run to repeat',
  'unknown-job': 'of a job that this build does not have',
  refused: 'refused',
  'newer-version': 'with an input of a newer build',
  'not-failed': 'have not failed',
  'unknown-run': 'unknown',
};

/** `nightshift redrive`: repeats failed runs, each once, at a rate; or cancels what is still to come of it. */
export async function redrive(invocation: Invocation): Promise<ExitCode> {
  const { settings, output, positionals } = invocation;
  const session = await invocation.session();
  if (settings.on('cancel')) return cancelRedrive(await session.client(), invocation);
  const client = await session.preparedClient();
  const which = positionals.length > 0 ? positionals : deadFilter(settings, await client.store.schedules.now());
  const options = redriveOptions(settings);
  if (
    positionals.length === 0 &&
    !(await goesAhead(() => client.redrive(which, { ...options, dryRun: true }), invocation))
  )
    return EXIT.success;
  const answer = await client.redrive(which, options);
  if (output.json) output.document('redrive', { dryRun: options.dryRun === true, ...answer });
  else tell(answer, output, options.dryRun === true);
  return positionals.length > 0 && answer.redriven === 0 ? EXIT.failed : EXIT.success;
}

function redriveOptions(settings: Settings): RedriveOptions {
  const [rate, limit] = [settings.text('rate'), settings.wholeNumber('limit')];
  return {
    // Checked where it is used, with the same words for everybody.
    ...(rate !== undefined && { rate: rate as RedriveRate }),
    ...(limit !== undefined && { limit }),
    dryRun: settings.on('dryRun'),
  };
}

/** A filter may mean many runs: at a terminal the number is shown first, elsewhere `--yes` says that it is meant. */
async function goesAhead(
  count: () => Promise<RedriveAnswer>,
  { host, output, settings }: Invocation,
): Promise<boolean> {
  if (settings.on('yes') || settings.on('dryRun')) return true;
  if (!canAsk(host, settings)) {
    throw new UsageError('nightshift redrive without run ids repeats every failed run that is meant.', [
      'Look first: nightshift redrive --dry-run. Then add --yes.',
    ]);
  }
  const planned = await count();
  tell(planned, output, true);
  return planned.redriven > 0 && (await openPrompts(host)).confirm(`Repeat ${counted(planned.redriven, 'run')}?`, true);
}

function tell(answer: RedriveAnswer, output: Output, planned: boolean): void {
  const { redriven, firstDueAt, lastDueAt, skipped } = answer;
  const due =
    firstDueAt === null || lastDueAt === null ? '' : `, due from ${moment(firstDueAt)} to ${moment(lastDueAt)}`;
  output.result(`${planned ? 'would repeat' : 'repeating'} ${counted(redriven, 'run')}${due}`);
  for (const { reason, count, first, detail } of skipped) {
    const said = detail === null ? '' : ` (${detail})`;
    output.result(`  left out ${counted(count, 'run')}, ${WHY[reason]}${said}: ${first.join(' ')}`);
  }
}

async function cancelRedrive(client: Client, { settings, output }: Invocation): Promise<ExitCode> {
  const [job, message] = [settings.text('job'), settings.text('reason')];
  const cancelled = await client.cancelRedrive(job === undefined ? {} : { job }, {
    by: 'cli',
    ...(message !== undefined && { message }),
  });
  if (output.json) output.document('redrive', { cancelled });
  else output.result(`cancelled ${counted(cancelled, 'repeat')} that had not started`);
  return EXIT.success;
}

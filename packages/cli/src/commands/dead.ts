import type { DeadFilter, DeadRun } from '@nightshift/core';
import type { Settings } from '../arguments/settings.js';
import { pastMoment } from '../arguments/moment.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../terminal/output.js';
import { counted, lasting, moment } from '../terminal/wording.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';

/** `nightshift dead`: failed runs, newest first, with where they came from. */
export async function dead({ output, settings, positionals, session }: Invocation): Promise<ExitCode> {
  const [extra] = positionals;
  if (extra !== undefined) throw new UsageError(`nightshift dead takes no ${JSON.stringify(extra)}.`);
  const client = await (await session()).client();
  const filter = deadFilter(settings, await client.store.schedules.now());
  const after = settings.text('after');
  const page = await client.dead(filter, {
    limit: settings.wholeNumber('limit') ?? 20,
    ...(after !== undefined && { after }),
  });
  if (output.json) output.document('dead', page);
  else {
    output.result(page.runs.length === 0 ? 'no dead runs' : page.runs.flatMap((run) => deadLines(run, output)));
    if (page.next !== null) output.say(`More: nightshift dead --after ${page.next}`);
  }
  return EXIT.success;
}

/** The filter that `dead` and `redrive` have in common. */
export function deadFilter(settings: Settings, now: Date): DeadFilter {
  const [job, since, errorCode] = [settings.text('job'), settings.text('since'), settings.text('error')];
  return {
    ...(job !== undefined && { job }),
    ...(since !== undefined && { since: pastMoment('since', since, now) }),
    ...(errorCode !== undefined && { errorCode }),
  };
}

function deadLines(run: DeadRun, { paintResult }: Output): string[] {
  const error = run.error === null ? 'no error kept' : `${run.error.code} ${run.error.name}: ${run.error.message}`;
  const workers = [...new Set(run.attempts.map(({ worker }) => worker))].join(', ');
  return [
    `${paintResult('cyan', run.job)} ${run.runId}, failed ${moment(run.failedAt)}, ${lasting(run.ageMs)} ago`,
    `  ${error.split('\n')[0] ?? ''}`,
    `  ${counted(run.attempt, 'attempt')}${workers === '' ? '' : ` on ${workers}`}; from ${origin(run)}`,
    ...(run.retryOf.length === 0 ? [] : [`  repeats ${run.retryOf.join(', which repeats ')}`]),
    ...run.repeats.map(({ runId, state }) => `  repeated as ${runId}: ${state}`),
  ];
}

function origin({ trigger, queue, flowId, scheduledFor, spawnedBy, key }: DeadRun): string {
  return [
    trigger,
    `queue ${queue}`,
    ...(scheduledFor === null ? [] : [`occurrence ${moment(scheduledFor)}`]),
    ...(flowId === null ? [] : [`flow ${flowId}`]),
    ...(spawnedBy === null ? [] : [`spawned by ${spawnedBy}`]),
    ...(key === null ? [] : [`key ${JSON.stringify(key)}`]),
  ].join(', ');
}

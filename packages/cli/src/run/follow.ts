import { toMilliseconds, type Duration } from '@nightshift/core';
import type { Client } from '../app/session.js';
import type { Settings } from '../arguments/settings.js';
import type { ExitCode } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { counted } from '../terminal/wording.js';
import { carryOut, type CarryOutOptions } from './carry-out.js';
import { conclude } from './conclude.js';
import { warnWithoutWorker } from './starting.js';
import { targetRuns, type Target } from './target.js';

interface Following {
  readonly host: Host;
  readonly output: Output;
  readonly options: CarryOutOptions;
}

/** How to follow, by the flags; read before anything is enqueued. @throws UsageError, or NightshiftError `INVALID_OPTION`. */
export function followOptions(settings: Settings): CarryOutOptions {
  const timeout = settings.text('timeout');
  return {
    inline: settings.on('inline'),
    timeoutMs: timeout === undefined ? undefined : toMilliseconds(timeout as Duration, '--timeout'),
    concurrency: settings.wholeNumber('concurrency'),
    logs: settings.on('verbose'),
  };
}

/** Follows runs to their end; works on them in this process where nobody else can, or where `--inline` says so. */
export async function follow(target: Target, client: Client, { host, output, options }: Following): Promise<ExitCode> {
  const inline = client.store.exclusive || options.inline;
  if (!inline) await warnWithoutWorker(await targetRuns(client, target), client, output);
  const ending = await carryOut({ client, output, host }, target, { ...options, inline });
  if (inline && ending.left === null) await sayWhatWaits(client, output);
  return conclude(ending, { client, output, target, inline });
}

// What the runs enqueued on their own is nobody's yet: the worker of this process took only the runs that it was for.
async function sayWhatWaits(client: Client, output: Output): Promise<void> {
  const { queued } = await client.counts();
  if (queued === 0 || client.store.name === 'memory') return;
  if (client.store.exclusive) output.say(`${counted(queued, 'run')} more in the queue: nightshift worker takes them.`);
}

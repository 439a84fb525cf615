import { toMilliseconds, type Duration } from '@nightshift/core';
import type { Client } from '../app/session.js';
import type { Settings } from '../arguments/settings.js';
import type { ExitCode } from '../exit-codes.js';
import type { Host } from '../host.js';
import type { Output } from '../terminal/output.js';
import { carryOut } from './carry-out.js';
import { conclude } from './conclude.js';
import { warnWithoutWorker } from './starting.js';
import { targetRuns, type Target } from './target.js';

interface Following {
  readonly host: Host;
  readonly output: Output;
  readonly settings: Settings;
}

/** Follows runs to their end; works on them in this process where nobody else can, or where `--inline` says so. */
export async function follow(target: Target, client: Client, { host, output, settings }: Following): Promise<ExitCode> {
  const inline = client.store.exclusive || settings.on('inline');
  if (!inline) await warnWithoutWorker(await targetRuns(client, target), client, output);
  const timeout = settings.text('timeout');
  const ending = await carryOut({ client, output, host }, target, {
    inline,
    timeoutMs: timeout === undefined ? undefined : toMilliseconds(timeout as Duration, '--timeout'),
    concurrency: settings.wholeNumber('concurrency'),
    logs: settings.on('verbose'),
  });
  return conclude(ending, { client, output, target, inline });
}

import type { RunLog } from '@nightshift/core';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { onSignals } from '../host.js';
import { logLine, LogTail } from '../run/log-tail.js';
import { looks } from '../run/looks.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';
import { oneRunId } from './run-ids.js';

/** `nightshift logs <id>`: what a run has logged; with `-f` until it ends. */
export async function logs({ host, output, settings, positionals, session }: Invocation): Promise<ExitCode> {
  const runId = oneRunId('logs', positionals);
  const client = await (await session()).client();
  if ((await client.get(runId)) === undefined) throw new UsageError(`There is no run ${runId}.`);
  const tail = new LogTail(client);
  if (!settings.on('follow')) {
    const all = await tail.next(runId);
    if (output.json) output.document('logs', { runId, lines: all });
    else output.result(all.map(logLine));
    return EXIT.success;
  }
  const stop = new AbortController();
  const release = onSignals(host, { SIGINT: () => stop.abort(), SIGTERM: () => stop.abort() });
  const end = AbortSignal.any([stop.signal, output.closed]);
  for await (const runs of looks(client, { runId }, end)) {
    for (const log of await tail.next(runs[0]?.id ?? runId)) print(log, output);
  }
  release();
  return EXIT.success;
}

function print(log: RunLog, output: Output): void {
  if (output.json) output.document('log', { log }, { line: true });
  else output.result(logLine(log));
}

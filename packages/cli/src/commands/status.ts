import type { Client } from '../app/session.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { onSignals } from '../host.js';
import { runDocument } from '../run/run-document.js';
import { fleetStatus, problems, type FleetStatus } from '../status/fleet-status.js';
import { fleetLines, problemLines, runLines } from '../status/status-lines.js';
import type { Output } from '../terminal/output.js';
import { UsageError } from '../usage-error.js';
import type { Invocation } from './command.js';
import { oneRunId } from './run-ids.js';

const LOOK_MS = 2_000;

/** `nightshift status [id]`: once, again and again with `--watch`, or as a gate with `--check`. */
export async function status(invocation: Invocation): Promise<ExitCode> {
  const { settings, positionals, output } = invocation;
  const client = await (await invocation.session()).client();
  if (settings.on('check')) {
    if (positionals.length > 0) throw new UsageError('--check looks at everything: name no run.');
    return check(client, output);
  }
  const show =
    positionals.length === 0
      ? showFleet
      : (one: Client, out: Output, line: boolean) => showRun(one, positionals, { output: out, line });
  if (!settings.on('watch')) {
    await show(client, output, false);
    return EXIT.success;
  }
  return watch(() => show(client, output, true), invocation);
}

async function showFleet(client: Client, output: Output, line: boolean): Promise<void> {
  const found = await fleetStatus(client);
  if (output.json) output.document('status', statusDocument(found, client), { line });
  else output.result([...fleetLines(found, output.paintResult), ...(line ? [''] : [])]);
}

async function showRun(
  client: Client,
  positionals: readonly string[],
  { output, line }: { readonly output: Output; readonly line: boolean },
): Promise<void> {
  const id = oneRunId('status', positionals);
  const run = await client.get(id);
  if (run === undefined) throw new UsageError(`There is no run ${id}.`);
  const now = await client.store.schedules.now();
  if (output.json) output.document('run', { run: runDocument(run, client.registry) }, { line });
  else output.result(runLines(run, now, { registry: client.registry, paint: output.paintResult }));
}

async function check(client: Client, output: Output): Promise<ExitCode> {
  const found = await problems(client);
  const now = await client.store.schedules.now();
  const healthy = found.stalled.length === 0 && found.failed.length === 0;
  if (output.json) {
    const asDocuments = (runs: typeof found.stalled): object[] => runs.map((run) => runDocument(run, client.registry));
    output.document('check', { healthy, stalled: asDocuments(found.stalled), failed: asDocuments(found.failed) });
  } else output.result(healthy ? 'healthy' : problemLines(found, now, output.paintResult));
  return healthy ? EXIT.success : EXIT.failed;
}

/** Looks until a signal comes, or the reader of stdout has gone. */
async function watch(look: () => Promise<void>, { host, output }: Invocation): Promise<ExitCode> {
  const stop = new AbortController();
  let code: ExitCode = EXIT.success;
  const end = (exit: ExitCode) => (): void => {
    code = exit;
    stop.abort();
  };
  const release = onSignals(host, { SIGINT: end(EXIT.interrupted), SIGTERM: end(EXIT.terminated) });
  output.closed.addEventListener('abort', () => stop.abort());
  try {
    while (!stop.signal.aborted) {
      await look();
      await pause(LOOK_MS, stop.signal);
    }
  } finally {
    release();
  }
  return code;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function statusDocument(found: FleetStatus, client: Client): object {
  const asDocuments = (runs: FleetStatus['running']): object[] => runs.map((run) => runDocument(run, client.registry));
  return { ...found, running: asDocuments(found.running), lastFailures: asDocuments(found.lastFailures) };
}

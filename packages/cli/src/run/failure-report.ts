import type { RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';
import type { Output } from '../terminal/output.js';
import { counted } from '../terminal/wording.js';
import { LogTail, logLine } from './log-tail.js';

const LINES_SHOWN = 20;

/** Says why a run failed: its last log lines, the error, and what to do next, the most important last. */
export async function reportFailure(run: RunRecord, client: Client, output: Output): Promise<void> {
  const { paint } = output;
  const logs = await new LogTail(client).next(run.id);
  if (logs.length > 0) {
    const shown = logs.slice(-LINES_SHOWN);
    output.warn(
      logs.length > shown.length ? `The last ${LINES_SHOWN} of ${counted(logs.length, 'log line')}:` : 'Log:',
    );
    for (const log of shown) output.warn(paint('dim', `  ${logLine(log)}`));
  }
  const attempts = run.attempt > 1 ? ` after ${run.attempt} attempts` : '';
  output.warn(`${paint('red', `${run.job} failed${attempts}:`)} ${errorWords(run)}`);
  for (const cause of run.error?.causes ?? []) output.warn(`  because: ${cause}`);
  output.warn(`run ${run.id}`);
  // What a memory store held is gone with this process.
  if (client.store.name === 'memory') return;
  output.warn(`  nightshift logs ${run.id}`);
  output.warn(`  nightshift retry ${run.id}`);
}

function errorWords({ error }: RunRecord): string {
  if (error === null) return 'no reason was given';
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}

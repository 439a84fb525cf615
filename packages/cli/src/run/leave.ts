import type { Client } from '../app/session.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../terminal/output.js';
import type { Enqueued } from './enqueue.js';
import { warnWithoutWorker } from './starting.js';
import { targetRuns } from './target.js';

/** Prints what was enqueued, and leaves the work to others. */
export async function leaveIt({ target, outcome }: Enqueued, client: Client, output: Output): Promise<ExitCode> {
  const runs = await targetRuns(client, target);
  const ids = runs.map(({ id, job }) => ({ job, runId: id }));
  if (output.json) output.document('enqueued', { ...target, outcome, runs: ids });
  else
    output.result('flowId' in target ? ids.map(({ job, runId }) => `${runId} ${job}`) : ids.map(({ runId }) => runId));
  if (outcome === 'kept') output.say('The same command was given before and is not done: nothing was added.');
  if (client.store.exclusive) output.say('It starts when a worker does: nightshift worker.');
  else await warnWithoutWorker(runs, client, output);
  return EXIT.success;
}

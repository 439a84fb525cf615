import { workerTakes, type RunRecord } from '@nightshift/core';
import type { Client } from '../app/session.js';
import { percent } from '../progress/run-line.js';
import type { Output } from '../terminal/output.js';
import { count, lasting, moment } from '../terminal/wording.js';
import type { Enqueued } from './enqueue.js';
import { targetRuns } from './target.js';

/** Says what following begins with, where that is not simply a new run. */
export async function sayStart(enqueued: Enqueued, client: Client, output: Output): Promise<void> {
  if (enqueued.outcome === 'created') return;
  const { target } = enqueued;
  const runs = await targetRuns(client, target);
  const [run] = runs;
  if (run === undefined) return;
  if ('flowId' in target) {
    const done = runs.filter((one) => one.finishedAt !== null).length;
    output.say(`Resuming flow ${target.flowId}: ${done} of ${count(runs.length)} runs are done.`);
  }
  const now = await client.store.schedules.now();
  for (const one of runs) {
    if (one.finishedAt === null && one.state !== 'waiting')
      output.say(adopted(one, { now, exclusive: client.store.exclusive }));
  }
}

/** What the same command enqueued before, and how it stands. */
function adopted(run: RunRecord, { now, exclusive }: { readonly now: Date; readonly exclusive: boolean }): string {
  const done = percent(run.progress);
  const at = done === undefined ? '' : ` at ${done} %`;
  const leaseIsOver = exclusive || (run.leaseExpiresAt ?? now) <= now;
  const last = run.attempts.at(-1)?.outcome;
  const gaveBack = run.state !== 'running' && (last === 'interrupted' || last === 'lease-expired');
  if ((run.state === 'running' && leaseIsOver) || gaveBack) {
    return `Resuming run ${run.id} of ${run.job} (attempt ${run.attempt + 1}), interrupted${at}`;
  }
  if (run.state === 'running') {
    const lease = lasting((run.leaseExpiresAt ?? now).getTime() - now.getTime());
    return `Run ${run.id} of ${run.job} is already running${at} on ${run.worker ?? 'a worker'}; following it. Should that worker be gone, another takes over within ${lease}.`;
  }
  const when = run.state === 'scheduled' ? `scheduled for ${moment(run.runAt)}` : run.state;
  return `Run ${run.id} of ${run.job} is already ${when}; following it.`;
}

/** Warns when nobody is there to do the work. */
export async function warnWithoutWorker(runs: readonly RunRecord[], client: Client, output: Output): Promise<void> {
  const workers = await client.store.workers.live();
  const takes = (run: RunRecord): boolean => workers.some((worker) => workerTakes(worker, run));
  const orphans = [...new Set(runs.filter((run) => run.finishedAt === null && !takes(run)).map((run) => run.job))];
  if (orphans.length === 0) return;
  output.warn(
    `${output.paint('yellow', 'warning:')} no live worker takes ${orphans.join(', ')}. Start one with nightshift worker, or add --inline.`,
  );
}

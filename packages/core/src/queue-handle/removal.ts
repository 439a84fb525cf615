import { NightshiftError } from '../errors.js';
import { ACTIVE_STATES, type CancelReason } from '../store/run-record.js';
import type { QueueJobState } from './job-state.js';
import type { QueueRuns } from './queue-runs.js';

const AT_ONCE = 1_000;

/** Deletes one run. @throws NightshiftError `INVALID_OPTION`, `RUN_NOT_FOUND`. */
export async function remove(runs: QueueRuns, runId: string): Promise<void> {
  const { state } = await runs.one(runId);
  const [isGone] = await deleteRuns(runs, [runId], 'remove');
  if (isGone === true) return;
  const why = state === 'running' ? 'it is active, and jobs.cancel stops it' : 'an unfinished run needs it';
  throw new NightshiftError('INVALID_OPTION', `Run ${runId} cannot be removed: ${why}.`);
}

/** Deletes runs of a state that are in it, or were added, for long enough. @returns their ids. */
export async function clean(
  runs: QueueRuns,
  state: QueueJobState,
  { graceMs, most }: { readonly graceMs: number; readonly most: number },
): Promise<string[]> {
  if (state === 'active') {
    throw new NightshiftError('INVALID_OPTION', 'Runs that are active cannot be cleaned: jobs.cancel stops one.');
  }
  await runs.client.open();
  const before = (await runs.client.store.schedules.now()).getTime() - graceMs;
  const ids: string[] = [];
  for await (const run of runs.inState(state)) {
    if (ids.length >= most) break;
    if ((run.finishedAt ?? run.createdAt).getTime() <= before) ids.push(run.id);
  }
  const gone = await deleteRuns(runs, ids, 'clean');
  return ids.filter((_id, index) => gone[index] === true);
}

/** Deletes every run but those that are active, which it asks to stop. */
export async function deleteAll(runs: QueueRuns): Promise<{ deleted: number; left: number }> {
  for await (const { id } of runs.inState('active')) await runs.client.cancel(id, { by: BY('obliterate') });
  const ids: string[] = [];
  for await (const { id } of runs.matching(runs.scope.filter)) ids.push(id);
  const deleted = (await deleteRuns(runs, ids, 'obliterate')).filter(Boolean).length;
  return { deleted, left: ids.length - deleted };
}

/** Cancels what has not started, and deletes what is final. @returns which are gone. */
async function deleteRuns({ client }: QueueRuns, runIds: readonly string[], verb: string): Promise<boolean[]> {
  const { store } = client;
  if (store.forget === undefined) {
    throw new NightshiftError(
      'INVALID_OPTION',
      `The ${store.name} store deletes finished runs by their age alone: say how long they are kept, createJobs({ retention }).`,
    );
  }
  const gone: boolean[] = [];
  for (let from = 0; from < runIds.length; from += AT_ONCE) {
    const some = runIds.slice(from, from + AT_ONCE);
    const waiting = (await store.read.get(some)).filter(({ state }) => NOT_STARTED.has(state)).map(({ id }) => id);
    const reason: CancelReason = { code: 'requested', by: BY(verb) };
    if (waiting.length > 0) await store.cancel(waiting, reason);
    gone.push(...(await store.forget(some)));
  }
  return gone;
}

const NOT_STARTED: ReadonlySet<string> = new Set(ACTIVE_STATES.filter((state) => state !== 'running'));

const BY = (verb: string): string => `queue handle: ${verb}`;
